"""What a command about many projects gives for one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from justpack.cli import errors
from justpack.frozen import frozen
from justpack.model import Finding
from justpack.report.formats.registry import Run
from justpack.settings import folder_in_repository

WORST = (0, 75, 1, 4, 5, 2, 70)
"""The exit codes, the worst last: an error that a second try may not have, up to a bug."""


@frozen
class Outcome:
    """The result of one project."""

    run: Run
    exit_code: int
    cells: tuple[str, ...] = ()
    """The row of the table in the text format, without the path."""
    failed: bool = False
    """Whether the run ended with an error, which is the only finding; the row contains it."""
    lines: tuple[str, ...] = ()
    """What the text format has about the project before the table."""
    notes: tuple[str, ...] = ()
    """What was done, for stderr."""


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the worst exit code."""
    return max((outcome.exit_code for outcome in outcomes), key=WORST.index, default=0)


def workspace() -> str | None:
    """Return the folder into which the CI runner checked out the repository, or None."""
    return os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")


def of(
    command: str,
    path: str,
    findings: tuple[Finding, ...],
    result: Mapping[str, object] | None,
    cells: tuple[str, ...],
    *,
    ok: bool,
    code: int = 1,
) -> Outcome:
    """Return the outcome of a project that was run to its end; it passes if `ok` is true. `code`: if it does not."""
    folder = folder_in_repository(Path(path), workspace())
    run = Run(command, ok, result, findings, verdict=", ".join(filter(None, cells)), folder=folder, path=path)
    return Outcome(run, 0 if ok else code, cells)


def failed(command: str, path: str, error: Exception) -> Outcome:
    """Return the outcome of a project whose run ended with an exception."""
    finding, failure, code = errors.described(error)
    run = Run(
        command,
        False,
        None,
        (finding,),
        verdict=f"failed: {finding.message}",
        folder=folder_in_repository(Path(path), workspace()),
        path=path,
        failure=failure,
    )
    return Outcome(run, code, ("failed", finding.message), failed=True)


def not_run(command: str, path: str) -> Outcome:
    """Return the outcome of a project that was not begun, because an earlier one failed."""
    verdict = "not run"
    folder = folder_in_repository(Path(path), workspace())
    return Outcome(Run(command, False, None, (), verdict=verdict, folder=folder, path=path), 0, (verdict,))
