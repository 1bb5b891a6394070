"""Run a command for many projects, and write one report about all of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

from justpack.cli.many.outcomes import Outcome, failed, not_run, worst
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.projects import fan_out
from justpack.report.many import text
from justpack.report.progress import HEARTBEAT
from justpack.report.style import Style, safe

T = TypeVar("T")


def paths_of(given: Sequence[Path]) -> list[str]:
    """Return the paths as texts. Raises UsageError if two of them are one folder."""
    found: dict[str, Path] = {}
    for path in given:
        real = os.path.realpath(path)
        if real in found:
            raise UsageError(f"{path} is given twice", help="name each project once")
        found[real] = path
    return [path.as_posix() for path in given]


def are_nested(paths: Iterable[Path]) -> bool:
    """Return whether one of the paths is in another one."""
    real = sorted(os.path.join(os.path.realpath(path), "") for path in paths)
    return any(below.startswith(above) for above, below in pairwise(real))


def in_processes(
    command: str, paths: Sequence[str], function: Callable[[T], Outcome], tasks: Sequence[T], jobs: int | None
) -> list[Outcome]:
    """Return the outcome of each project, in the order of the paths; every project is run."""
    found = dict(fan_out.each(function, tasks, None, jobs))
    return [_outcome(command, path, found[number]) for number, path in enumerate(paths)]


def in_threads(
    command: str,
    paths: Sequence[str],
    function: Callable[[T], Outcome],
    tasks: Sequence[T],
    jobs: int | None,
    *,
    keep_going: bool,
    on_done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Return the outcome of each project, in the order of the paths.

    Without `keep_going`, no further project is begun after one that does not pass. `on_done` is called for each project
    when it is done.
    """
    begun = _stopping(command, function, keep_going=keep_going)
    done: dict[int, Outcome] = {}
    for number, result in fan_out.each(begun, list(zip(paths, tasks, strict=True)), None, jobs, threads=True):
        done[number] = _outcome(command, paths[number], result)
        if on_done is not None:
            on_done(done[number])
    return [done[number] for number in range(len(paths))]


def in_background(
    output: Output,
    paths: Sequence[str],
    function: Callable[[T], Outcome],
    tasks: Sequence[T],
    jobs: int,
    *,
    keep_going: bool,
    on_done: Callable[[Outcome], None],
) -> list[Outcome]:
    """Return the outcome of each project like `in_threads`, for work that waits for a service.

    Each minute without an outcome is a line on stderr. A signal ends the call at once: the threads are left behind, and
    end with the process.
    """
    begun = _stopping(output.command, function, keep_going=keep_going)
    ahead: SimpleQueue[tuple[int, tuple[str, T]]] = SimpleQueue()
    ready: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
    for number, task in enumerate(zip(paths, tasks, strict=True)):
        ahead.put((number, task))

    def work() -> None:
        while True:
            try:
                number, task = ahead.get_nowait()
            except Empty:
                return
            ready.put((number, begun(task)))

    for _ in range(min(jobs, len(paths))):
        Thread(target=work, daemon=True, name="justpack").start()
    done: dict[int, Outcome] = {}
    try:
        while len(done) < len(paths):
            try:
                number, outcome = ready.get(timeout=HEARTBEAT)
            except Empty:
                left = [safe(path) for number, path in enumerate(paths) if number not in done]
                output.note(f"waiting for {len(left)} of {len(paths)}: {', '.join(left)}")
                continue
            done[number] = outcome
            on_done(outcome)
    finally:
        with contextlib.suppress(Empty):  # after a signal, no thread begins another project
            while True:
                ahead.get_nowait()
    return [done[number] for number in range(len(paths))]


def _stopping(
    command: str, function: Callable[[T], Outcome], *, keep_going: bool
) -> Callable[[tuple[str, T]], Outcome]:
    """Return a function that runs a project, unless an earlier one did not pass and `keep_going` is false."""
    stopped = Event()

    def begun(task: tuple[str, T]) -> Outcome:
        path, about = task
        if stopped.is_set():
            return not_run(command, path)
        try:
            outcome = function(about)
        except Exception as error:  # noqa: BLE001 - an exception is the outcome of its project
            outcome = failed(command, path, error)
        if outcome.exit_code and not keep_going:
            stopped.set()
        return outcome

    return begun


def _outcome(command: str, path: str, result: Outcome | Exception) -> Outcome:
    return failed(command, path, result) if isinstance(result, Exception) else result


def report(output: Output, outcomes: Sequence[Outcome], summary: str) -> int:
    """Write the report; return the exit code, which is the worst of all projects."""
    for outcome in outcomes:
        for note in outcome.notes:
            output.note(f"{safe(outcome.run.path)}: {note}")
    output.write_many([outcome.run for outcome in outcomes], _lines(output, outcomes, summary))
    return worst(outcomes)


def _lines(output: Output, outcomes: Sequence[Outcome], summary: str) -> Iterator[str]:
    style = output.style
    for outcome in outcomes:
        yield from outcome.lines
    rows = [(safe(each.run.path), *map(safe, each.cells)) for each in outcomes]
    yield from _colored(outcomes, text.table(rows), style)
    yield ""
    yield from text.findings([outcome.run for outcome in outcomes if not outcome.failed], len(outcomes), style)
    yield summary


def _colored(outcomes: Sequence[Outcome], lines: Iterable[str], style: Style) -> Iterator[str]:
    for outcome, line in zip(outcomes, lines, strict=True):
        yield style("green", line) if outcome.run.ok else style("red", line)
