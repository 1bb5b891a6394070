"""`check --fix`, `--diff` and `--write-baseline`: what they write and what they report about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from justpack import outputs, pipeline
from justpack.pipeline import Project, Review
from justpack.report.style import Style, safe

if TYPE_CHECKING:
    from justpack.fix import Change

Note = Callable[[str], None]
"""Reports one line about what was done."""


def fixed(project: Project, note: Note, *, write: bool) -> tuple[Change, ...]:
    """Return the changes of all certain fixes, and write them to the project if `write` is set."""
    from justpack.fix import find_fixes, stale_locks, write_changes

    changes = find_fixes(project)
    if write:
        write_changes(project, changes)
    verb = "fixed" if write else "would fix"
    names = ", ".join(safe(change.path) for change in changes)
    note(f"{verb} {names}" if names else _nothing_fixed(project))
    for lock in stale_locks(project, changes):
        note(f"{lock.name} is stale {'now' if write else 'then'}: run `{lock.command}`")
    return changes


def _nothing_fixed(project: Project) -> str:
    """Return why nothing is fixed, with the edit that `detect` names if there is one."""
    prediction = pipeline.detect(project).prediction
    if prediction.edit is None:
        return "nothing can be fixed with certainty"
    from justpack.report.detection import edit_line

    return f"no finding asks for a fix. {edit_line(prediction.edit, Style())}; --fix leaves that choice to you"


def diff_lines(changes: Sequence[Change], style: Style, project: str = "") -> Iterator[str]:
    """Yield the changes as a diff; `project` is the folder of the project if the paths are to begin with it."""
    if changes:
        from justpack.report import diff

        for change in changes:
            path = f"{project}/{change.path}" if project not in ("", ".") else change.path
            yield from diff.lines(path, change.before, change.after, style)
        yield ""


def to_dict(change: Change, *, written: bool) -> dict[str, object]:
    """Return a change as the JSON contract has it."""
    from justpack.report import diff

    text = "\n".join(diff.lines(change.path, change.before, change.after, Style())) + "\n"
    return {"path": change.path, "creates": change.before is None, "diff": text, "written": written}


def baselined(project: Project, path: Path, note: Note) -> Review:
    """Check the project, write all findings to the baseline and clear them."""
    review = pipeline.check(replace(project, known=frozenset()))
    outputs.write_baseline(review.findings, path)
    count = len(review.findings)
    note(f"wrote {path}: {count} finding{'s' if count != 1 else ''} known")
    return replace(review, findings=())
