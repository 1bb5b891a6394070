"""Run a command for many projects, and write one report about all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import TypeVar

from justpack.cli.many.outcomes import Outcome, failed, not_run, worst
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.projects import fan_out
from justpack.report.many import text
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


def refuse_for_many(**options: object) -> None:
    """Raise UsageError if an option is given that is about one project."""
    for name, value in options.items():
        if value:
            raise UsageError(f"--{name.replace('_', '-')} needs a single PATH", help="run the command for each project")


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

    done: dict[int, Outcome] = {}
    for number, result in fan_out.each(begun, list(zip(paths, tasks, strict=True)), None, jobs, threads=True):
        done[number] = _outcome(command, paths[number], result)
        if on_done is not None:
            on_done(done[number])
    return [done[number] for number in range(len(paths))]


def _outcome(command: str, path: str, result: Outcome | Exception) -> Outcome:
    return failed(command, path, result) if isinstance(result, Exception) else result


def report(output: Output, outcomes: Sequence[Outcome], summary: str) -> int:
    """Write the report; return the exit code, which is the worst of all projects."""
    output.write_many([outcome.run for outcome in outcomes], _lines(output, outcomes, summary))
    return worst(outcomes)


def _lines(output: Output, outcomes: Sequence[Outcome], summary: str) -> Iterator[str]:
    style = output.style
    rows = [(safe(each.run.path), *map(safe, each.cells)) for each in outcomes]
    yield from _colored(outcomes, text.table(rows), style)
    yield ""
    yield from text.findings([outcome.run for outcome in outcomes if not outcome.failed], len(outcomes), style)
    yield summary


def _colored(outcomes: Sequence[Outcome], lines: Iterable[str], style: Style) -> Iterator[str]:
    for outcome, line in zip(outcomes, lines, strict=True):
        yield style("green", line) if outcome.run.ok else style("red", line)
