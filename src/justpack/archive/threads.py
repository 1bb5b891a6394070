"""Runs tasks in several threads and returns the results in order.

Tasks are started in order within a window of bytes, so memory use does not depend on the size of the tree or the number
of threads. Results and the first error are returned in the order of the tasks. The result of a task depends only on the
task, never on the number of threads.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from queue import SimpleQueue
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Task(NamedTuple, Generic[T]):
    """One task; `cost` is roughly the number of bytes that it keeps in memory until its result is taken."""

    cost: int
    run: Callable[[], T]


class _Slot(Generic[T]):
    __slots__ = ("cost", "done", "error", "result", "run")

    def __init__(self, task: Task[T]) -> None:
        self.cost, self.run = task
        self.done = threading.Lock()
        self.done.acquire()
        self.result: T | None = None
        self.error: BaseException | None = None


def usable_cpus() -> int:
    """Return the number of CPUs that this process may use; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(tasks: Iterable[Task[T]], jobs: int, window: int) -> Generator[T, None, None]:
    """Yield the results of `tasks` in order, computed by `jobs` threads at most `window` bytes ahead.

    Close the iterator, or exhaust it, to stop the threads. The error of a task is raised in its position.
    """
    queue: SimpleQueue[_Slot[T] | None] = SimpleQueue()
    stopped = threading.Event()
    threads = _start(jobs, queue, stopped) if jobs > 1 else []
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
        stopped.set()
        for _ in threads:
            queue.put(None)
        for thread in threads:
            thread.join()


def _start(jobs: int, queue: SimpleQueue[_Slot[T] | None], stopped: threading.Event) -> list[threading.Thread]:
    """Start up to `jobs` threads; return those that the system allows, which may be none."""
    threads = []
    for _ in range(jobs):
        thread = threading.Thread(target=_work, args=(queue, stopped), daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError):
            break
        threads.append(thread)
    return threads


def _work(queue: SimpleQueue[_Slot[T] | None], stopped: threading.Event) -> None:
    while (slot := queue.get()) is not None and not stopped.is_set():
        try:
            slot.result = slot.run()
        except BaseException as error:  # noqa: BLE001 (handed on, and raised where the result is taken)
            slot.error = error
        slot.done.release()
