"""The text of a plan: one line for each selected project."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.model import SEVERITIES
from justpack.projects.planned import DeletedProject, PlannedProject, RepositoryPlan
from justpack.report.sizes import human
from justpack.report.style import Style, safe

_SHOWN = 10
"""The number of folders without an app that are named."""


def lines(plan: RepositoryPlan, style: Style) -> Iterator[str]:
    """Yield a table of the selected projects, then their number."""
    rows = [_cells(row) for row in plan.selected]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(5)]
    for row, cells in zip(plan.selected, rows, strict=True):
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        padded[3] = style("green" if row.ok else "red", padded[3])
        yield "  ".join([*padded, safe("; ".join(row.reasons or ([row.problem] if row.problem else [])))]).rstrip()
    count, of = len(plan.selected), plan.found
    if not count:
        yield f"no project is selected; {of} {_projects(of)} found" if of else "no project was found"
    else:
        yield f"{count} of {of} {_projects(of)}"
    for each in plan.deleted:
        yield f"{safe(each.path)}: {safe(each.reason)}{_deployed(each)}"
    if plan.not_apps:
        yield from _not_apps(plan)


def _deployed(gone: DeletedProject) -> str:
    """Return a clause with the name by which the service may still run a deleted project."""
    if gone.project is None or gone.moved_to is not None:
        return ""
    return f"; the service may still have {safe(gone.project)} ({safe(gone.stage)})"


def _not_apps(plan: RepositoryPlan) -> Iterator[str]:
    """Yield a line for the folders that have a manifest and are no apps, and how to list one."""
    shown = [f"{safe(path)} ({plan.not_apps[path]})" for path in sorted(plan.not_apps)]
    if len(shown) > _SHOWN:
        shown[_SHOWN:] = [f"{len(shown) - _SHOWN} more"]
    yield f"not listed: {', '.join(shown)}"
    yield "  = help: name the projects under [workspace] members in justpack.toml to decide which folders are listed"


def _cells(row: PlannedProject) -> tuple[str, ...]:
    findings = [f"{row.findings[each]} {each}{'s' if row.findings[each] > 1 and each != 'info' else ''}"
                for each in SEVERITIES if row.findings.get(each)]  # fmt: skip
    state = "ready" if row.ok else "not ready"
    runtime = row.runtime or "no runtime"
    return safe(row.path), runtime, row.certainty or "", ", ".join([state, *findings]), human(row.size)


def _projects(count: int) -> str:
    return "project" if count == 1 else "projects"
