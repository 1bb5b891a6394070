"""Runs a function for many projects on an executor that the caller has, or on one of this machine.

There is no scheduler here: `concurrent.futures.Executor` is the interface, which the standard library's pools, a dask
client's `get_executor()`, and others implement (docs.python.org: concurrent.futures). Tasks are sent in chunks, so that
the projects of one chunk share what is read once for a repository.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from functools import partial
from typing import TypeVar
from uuid import uuid4

from justpack.ecosystems.node import workspace_above
from justpack.errors import TryLaterError

T = TypeVar("T")
R = TypeVar("R")

CHUNKS = 4
"""The number of chunks for each worker: enough to spread the work evenly."""
LARGEST_CHUNK = 32
CHUNKS_OF_OTHERS = 64
"""The number of chunks for an executor of the caller, whose number of workers is not known."""
FEW = 8
"""Up to this number of tasks, starting other processes takes longer than the work."""


def run(
    function: Callable[[Sequence[T]], Sequence[R]],
    tasks: Sequence[T],
    executor: Executor | None,
    jobs: int | None = None,
    *,
    threads: bool = False,
) -> Iterator[tuple[int, R]]:
    """Yield the number and the result of each task, in any order. `function` is called with a chunk of the tasks.

    `executor`: None for processes of this machine, or for threads of this process with `threads`; as many as `jobs`
    (None: as CPUs may be used). With one job, or few tasks for processes, the work is done in this thread. An exception
    of the function ends the run, and what has not begun is cancelled.

    Raises TryLaterError if a process of the executor ended before its work was done.
    """
    function = partial(_remembering, function, uuid4().hex)
    count = min(jobs or available(), max(1, len(tasks)))
    if executor is None and (count == 1 or (len(tasks) <= FEW and not threads)):
        yield from enumerate(function(tasks))
        return
    wanted = CHUNKS_OF_OTHERS if executor is not None else len(tasks) if threads else count * CHUNKS
    chunks = _chunks(len(tasks), wanted)
    with _given(executor, count, threads=threads) as pool:
        futures: dict[Future[Sequence[R]], range] = {}
        try:
            for numbers in chunks:
                futures[pool.submit(function, [tasks[number] for number in numbers])] = numbers
            for future in as_completed(futures):
                yield from zip(futures.pop(future), future.result(), strict=True)
        except BrokenExecutor as error:
            help = "the system may have ended it for lack of memory: use fewer jobs"
            raise TryLaterError(f"a worker process ended unexpectedly: {error}", help=help) from None
        finally:
            for future in futures:
                future.cancel()


def _remembering(function: Callable[[Sequence[T]], Sequence[R]], run: str, tasks: Sequence[T]) -> Sequence[R]:
    """Call the function for a chunk of tasks; what the tasks of a run share is read once in each process."""
    with workspace_above.remembered(run):
        return function(tasks)


def each(
    function: Callable[[T], R],
    tasks: Sequence[T],
    executor: Executor | None,
    jobs: int | None = None,
    *,
    threads: bool = False,
) -> Iterator[tuple[int, R | Exception]]:
    """Yield the number and the result of each task like `run`; an exception of one task is its result."""
    yield from run(partial(_each, function), tasks, executor, jobs, threads=threads)


def _each(function: Callable[[T], R], tasks: Sequence[T]) -> list[R | Exception]:
    return [_result(function, task) for task in tasks]


def _result(function: Callable[[T], R], task: T) -> R | Exception:
    try:
        return function(task)
    except Exception as error:  # noqa: BLE001 - the caller decides what an exception of one project means
        return error


def available() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(count: int, chunks: int) -> list[range]:
    size = max(1, min(LARGEST_CHUNK, -(-count // chunks)))
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


@contextmanager
def _given(executor: Executor | None, count: int, *, threads: bool) -> Iterator[Executor]:
    """Provide the caller's executor, which stays open, or one of our own."""
    if executor is not None:
        yield executor
        return
    if threads:
        with ThreadPoolExecutor(count, thread_name_prefix="justpack") as own:
            yield own
        return
    import multiprocessing

    # A forked child would inherit the locks of the host's threads; "spawn" starts a clean interpreter.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_leave_interrupts_to_the_parent) as pool:
        yield pool


def _leave_interrupts_to_the_parent() -> None:
    """Ignore Ctrl-C in a worker process, which the terminal sends to every process; the parent cancels the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
