"""Why a project of a plan is selected: what differs from an earlier state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from justpack.projects.planned import PlannedProject

SHOWN = 3
"""The most files that a reason names."""


def reasons(now: PlannedProject, before: PlannedProject | None) -> Iterator[str]:
    """Yield why a project must be deployed again; nothing if it would upload what it uploaded before.

    `before` is None for a project that did not exist, and has another path if the project was moved.
    """
    if before is None:
        yield "new"
        return
    if now.problem is not None:
        yield now.problem
        return
    if now.path != before.path:
        yield f"moved from {before.path}"
    if now.content_digest != before.content_digest or now.content_digest is None:
        yield f"changed: {_listed(_changes(now, before))}"
    if before.settings_digest is not None and now.settings_digest != before.settings_digest:
        yield "settings changed"
    if now.runtime != before.runtime:
        yield f"runtime would change: {before.runtime or 'none'} → {now.runtime or 'none'}"


def moves(new: Iterable[PlannedProject], deleted: Iterable[PlannedProject]) -> Mapping[str, PlannedProject]:
    """Return the new projects that have the content of a deleted one, by path, each with that one."""
    left = {row.content_digest: row for row in sorted(deleted, key=lambda row: row.path, reverse=True)}
    found: dict[str, PlannedProject] = {}
    for row in sorted(new, key=lambda row: row.path):
        if row.content_digest is not None and row.content_digest in left:
            found[row.path] = left.pop(row.content_digest)
    return found


def runtime_gone(now: PlannedProject, gone: str, without: str | None) -> Iterator[str]:
    """Yield what happens to a project when the service no longer offers a runtime; nothing if it is not affected."""
    if now.runtime == without or now.problem is not None:
        return
    if without is None:
        yield f"would fail without {gone}"
    else:
        yield f"runtime would change: {now.runtime or 'none'} → {without}"


def _changes(now: PlannedProject, before: PlannedProject) -> Iterator[str]:
    """Yield the paths that differ: changed, then added, then removed; each group sorted. Nothing is yielded if the
    files of one of them are not known.
    """
    ours, theirs = now.files, before.files
    if not ours or not theirs:
        return
    yield from (path for path in sorted(ours) if path in theirs and ours[path] != theirs[path])
    yield from (f"{path} (added)" for path in sorted(ours) if path not in theirs)
    yield from (f"{path} (removed)" for path in sorted(theirs) if path not in ours)


def _listed(paths: Iterable[str]) -> str:
    found = list(paths)
    if not found:
        return "the content"
    more = len(found) - SHOWN
    return ", ".join(found[:SHOWN]) + (f" and {more} more" if more > 0 else "")
