"""Runs tasks in several threads and returns the results in order.

Tasks are started in order within a window of bytes, so memory use does not depend on the size of the tree or the number
of threads. Results and the first error are returned in the order of the tasks. The result of a task depends only on the
task, never on the number of threads. A helper outside this process can take a part of the tasks; its results must equal
those of the threads.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R", covariant=True)
_AHEAD = 4
"""The number of requests that a helper gets ahead, so that it never waits for this process."""


class Task(NamedTuple, Generic[T]):
    """One task; `cost` is roughly the number of bytes that it keeps in memory until its result is taken."""

    cost: int
    run: Callable[[], T]
    request: tuple[int, int] | None = None
    """What a helper is asked for to get the same result; None if only this process can run the task."""


class Helper(Protocol[R]):
    """Runs tasks outside this process. Both methods raise an exception if it has ended."""

    def ask(self, first: int, second: int, /) -> None:
        """Send a request."""

    def answer(self) -> R:
        """Wait for the result of the oldest request without a result, and return it."""


class _Slot(Generic[T]):
    __slots__ = ("_taken", "cost", "done", "error", "request", "result", "run")

    def __init__(self, task: Task[T]) -> None:
        self.cost, self.run, self.request = task
        self.done = threading.Lock()
        self.done.acquire()
        self.result: T | None = None
        self.error: BaseException | None = None
        self._taken = threading.Lock()

    def take(self) -> bool:
        """Return whether no other thread has taken the task; this thread then has it."""
        return self._taken.acquire(blocking=False)

    def fill(self) -> None:
        """Run the task in this thread."""
        try:
            self.result = self.run()
        except BaseException as error:  # noqa: BLE001 (handed on, and raised where the result is taken)
            self.error = error
        self.done.release()


class _Queue(Generic[T]):
    """The tasks that no thread has taken yet, in order.

    The thread that adds tasks uses no lock of Python: a signal could raise an exception there while the lock is held.
    """

    def __init__(self) -> None:
        self._all: SimpleQueue[_Slot[T] | None] = SimpleQueue()
        self._for_helper: SimpleQueue[_Slot[T] | None] = SimpleQueue()
        """The tasks that a helper can run. They are in both queues; the thread that sees one first takes it."""
        self._closed = False

    def put(self, slot: _Slot[T]) -> None:
        self._all.put(slot)
        if slot.request is not None:
            self._for_helper.put(slot)

    def close(self, threads: int) -> None:
        """Wake all threads; they find no more tasks."""
        self._closed = True
        self._for_helper.put(None)
        for _ in range(threads):
            self._all.put(None)

    def take(self) -> _Slot[T] | None:
        """Return the next task, or None if the queue is closed."""
        while not self._closed and (slot := self._all.get()) is not None:
            if slot.take():
                return slot
        return None

    def take_for_helper(self, *, wait: bool) -> _Slot[T] | None:
        """Return the next task that a helper can run, or None if the queue is closed.

        Without `wait`, None is also returned if there is no such task now.
        """
        with suppress(Empty):
            while not self._closed and (slot := self._for_helper.get(block=wait)) is not None:
                if slot.take():
                    return slot
        return None


def usable_cpus() -> int:
    """Return the number of CPUs that this process may use; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    tasks: Iterable[Task[T]], jobs: int, window: int, helper: Helper[T] | None = None
) -> Generator[T, None, None]:
    """Yield the results of `tasks` in order, computed by `jobs` threads at most `window` bytes ahead.

    `helper` takes the place of one of several threads. Close the iterator, or exhaust it, to stop the threads. The
    error of a task is raised in its position.
    """
    queue: _Queue[T] = _Queue()
    threads = _start(jobs, queue, helper) if jobs > 1 else []
    if not threads:
        for task in tasks:
            yield task.run()
        return
    waiting: deque[_Slot[T]] = deque()
    held = 0
    try:
        source = iter(tasks)
        following = next(source, None)
        while following is not None or waiting:
            while following is not None and (not waiting or held + following.cost <= window):
                slot = _Slot(following)
                waiting.append(slot)
                queue.put(slot)
                held += slot.cost
                following = next(source, None)
            slot = waiting.popleft()
            slot.done.acquire()
            held -= slot.cost
            if slot.error is not None:
                raise slot.error
            result, slot.result = slot.result, None
            yield result  # type: ignore[misc]
    finally:
        queue.close(len(threads))
        for thread in threads:
            thread.join()


def _start(jobs: int, queue: _Queue[T], helper: Helper[T] | None) -> list[threading.Thread]:
    """Start up to `jobs` threads; return those that the system allows, which may be none."""
    threads = []
    for number in range(jobs):
        thread = threading.Thread(target=_work, args=(queue,), daemon=True)
        if helper is not None and number == jobs - 1:
            thread = threading.Thread(target=_forward, args=(queue, helper), daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError):
            break
        threads.append(thread)
    return threads


def _work(queue: _Queue[T]) -> None:
    while (slot := queue.take()) is not None:
        slot.fill()


def _forward(queue: _Queue[T], helper: Helper[T]) -> None:
    """Let the helper run tasks. If it ends, run them in this thread."""
    asked: deque[_Slot[T]] = deque()
    try:
        while True:
            while len(asked) < _AHEAD and (slot := queue.take_for_helper(wait=not asked)) is not None:
                asked.append(slot)
                assert slot.request is not None
                helper.ask(*slot.request)
            if not asked:
                return
            asked[0].result = helper.answer()
            asked.popleft().done.release()
    except Exception:  # noqa: BLE001 (any failure has the same answer)
        for slot in asked:
            slot.fill()
        _work(queue)
