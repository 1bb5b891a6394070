"""Runs a function for many projects on an executor that the caller has, or on one of this machine.

There is no scheduler here: `concurrent.futures.Executor` is the interface, which the standard library's pools, a dask
client's `get_executor()`, and others implement (docs.python.org: concurrent.futures). Tasks are sent in chunks, so that
the projects of one chunk share what is read once for a repository.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNKS = 4
"""The number of chunks for each worker: enough to spread the work evenly."""
LARGEST_CHUNK = 32
FEW = 8
"""Up to this number of tasks, starting other processes takes longer than the work."""


def run(
    function: Callable[[Sequence[T]], Sequence[R]],
    tasks: Sequence[T],
    executor: Executor | None,
    jobs: int | None = None,
) -> Iterator[tuple[int, R]]:
    """Yield the number and the result of each task, in any order. `function` is called with a chunk of the tasks.

    `executor`: None for processes on this machine, as many as `jobs` (None: as CPUs may be used); with one job, or few
    tasks, the work is done in this process. An exception of the function ends the run, and what has not begun is
    cancelled.
    """
    count = jobs or available()
    if executor is None and (count == 1 or len(tasks) <= FEW):
        yield from enumerate(function(tasks))
        return
    with _given(executor, count) as pool:
        chunks = _chunks(len(tasks), count)
        futures: dict[Future[Sequence[R]], range] = {}
        try:
            for numbers in chunks:
                futures[pool.submit(function, [tasks[number] for number in numbers])] = numbers
            for future in as_completed(futures):
                yield from zip(futures[future], future.result(), strict=True)
        finally:
            for future in futures:
                future.cancel()


def available() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(count: int, workers: int) -> list[range]:
    size = max(1, min(LARGEST_CHUNK, -(-count // (workers * CHUNKS))))
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


@contextmanager
def _given(executor: Executor | None, count: int) -> Iterator[Executor]:
    """Provide the caller's executor, which stays open, or one of our own."""
    if executor is not None:
        yield executor
        return
    import multiprocessing

    # A forked child would inherit the locks of the host's threads; "spawn" starts a clean interpreter.
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as own:
        yield own
