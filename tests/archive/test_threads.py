"""Tests of `in_order`: results in order, within the window, until the first error."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from justpack.archive.threads import Task, in_order


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_returns_results_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = (Task(i % 5, partial(pow, i, 2)) for i in range(500))
    assert list(in_order(tasks, jobs, 16)) == [i * i for i in range(500)]


def test_does_not_work_beyond_the_window() -> None:
    begun: list[int] = []
    results = in_order((Task(10, partial(begun.append, i)) for i in range(100)), 3, 40)
    for taken, _ in enumerate(results, 1):
        assert len(begun) <= taken + 4


def test_runs_a_task_larger_than_the_window() -> None:
    assert list(in_order([Task(1000, lambda: 1), Task(1, lambda: 2), Task(1000, lambda: 3)], 2, 10)) == [1, 2, 3]


@pytest.mark.parametrize("jobs", [1, 4])
def test_raises_the_first_error_in_order_and_stops_the_threads(jobs: int) -> None:
    def fail(number: int) -> int:
        if number >= 5:
            raise ValueError(number)
        return number

    before = threading.active_count()
    seen = []
    with pytest.raises(ValueError, match=r"^5$"):
        for result in in_order((Task(1, partial(fail, i)) for i in range(50)), jobs, 20):
            seen.append(result)  # noqa: PERF402 (what came before the error is asked for)
    assert seen == [0, 1, 2, 3, 4]
    assert threading.active_count() == before


def test_stops_the_threads_if_the_iterator_is_closed() -> None:
    before = threading.active_count()
    results = in_order((Task(1, lambda: 0) for _ in range(1000)), 3, 10)
    next(results)
    results.close()
    assert threading.active_count() == before


class _Helper:
    """A helper that squares the first number of a request, and ends after some answers."""

    def __init__(self, most: int) -> None:
        self._left = most
        self.asked: list[int] = []
        self._next = 0

    def ask(self, first: int, second: int, /) -> None:
        assert second == first + 1
        self.asked.append(first)

    def answer(self) -> int:
        if not self._left:
            raise OSError("ended")
        self._left -= 1
        self._next += 1
        return self.asked[self._next - 1] ** 2


@pytest.mark.parametrize("most", [0, 1, 30, 1000])
def test_a_helper_runs_a_part_of_the_tasks_until_it_ends(most: int) -> None:
    helper = _Helper(most)
    tasks = (Task(1, partial(pow, i, 2), (i, i + 1) if i % 3 else None) for i in range(300))
    assert list(in_order(tasks, 2, 20, helper)) == [i * i for i in range(300)]
    assert all(number % 3 for number in helper.asked)


def test_a_helper_is_not_asked_by_a_single_thread() -> None:
    helper = _Helper(1000)
    assert list(in_order([Task(1, lambda: 4, (2, 3))], 1, 10, helper)) == [4]
    assert helper.asked == []


def test_stops_a_helper_if_the_iterator_is_closed() -> None:
    before = threading.active_count()
    results = in_order((Task(1, partial(pow, i, 2), (i, i + 1)) for i in range(1000)), 2, 10, _Helper(1000))
    next(results)
    results.close()
    assert threading.active_count() == before
