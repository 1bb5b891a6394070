"""Tests that each task runs exactly once, in chunks, on any executor."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from justpack.projects.fan_out import CHUNKS, LARGEST_CHUNK, run


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


def fails(numbers: Sequence[int]) -> list[int]:
    if 50 in numbers:
        raise ValueError("fifty")
    return list(numbers)


@pytest.mark.parametrize("count", [0, 1, 8, 9, 100])
def test_runs_each_task_once_in_this_process(count: int) -> None:
    assert dict(run(squares, range(count), None, 1)) == {number: number * number for number in range(count)}


def test_runs_each_task_once_in_other_processes() -> None:
    assert dict(run(squares, range(20), None, 2)) == {number: number * number for number in range(20)}


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_sends_chunks_to_the_executor(jobs: int) -> None:
    sizes: list[int] = []

    def counted(numbers: Sequence[int]) -> list[int]:
        sizes.append(len(numbers))
        return squares(numbers)

    with ThreadPoolExecutor(jobs) as pool:
        assert dict(run(counted, range(500), pool, jobs)) == {number: number * number for number in range(500)}
    assert max(sizes) <= min(LARGEST_CHUNK, -(-500 // (jobs * CHUNKS)))


def test_an_exception_ends_the_run() -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="fifty"):
        dict(run(fails, range(100), pool, 1))
