"""Text output of many projects: a table, and the findings grouped by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.model import SEVERITIES, Finding
from justpack.report import findings as report_findings
from justpack.report.formats.registry import Run
from justpack.report.style import Style, safe


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows with their cells below each other."""
    columns = max(map(len, rows), default=0)
    widths = [max((len(row[column]) for row in rows if column < len(row)), default=0) for column in range(columns)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def findings(runs: Sequence[Run], total: int, style: Style) -> Iterator[str]:
    """Yield the findings of all projects, the most severe rules first; a rule is named once.

    `total` is the number of projects.
    """
    groups: dict[tuple[int, str], list[tuple[Run, Finding]]] = {}
    for run in runs:
        for finding in run.findings:
            groups.setdefault((SEVERITIES.index(finding.severity), finding.code), []).append((run, finding))
    for key in sorted(groups):
        yield from _group(groups[key], style)
        yield ""
    found = [finding for run in runs for finding in run.findings]
    if found:
        reporting = sum(bool(run.findings) for run in runs)
        yield f"{report_findings.summary(found, style)} in {reporting} of {total} projects"


def _group(group: Sequence[tuple[Run, Finding]], style: Style) -> Iterator[str]:
    _, first = group[0]
    count = len({run.path for run, _ in group})
    head = report_findings.label(first, style)
    yield f"{head}{style('bold', f' {first.name}')}: {count} project{'s' if count > 1 else ''}"
    helps = {finding.help for _, finding in group}
    for run, finding in group:
        yield f"  {_where(run, finding)}: {safe(finding.message)}"
        if finding.help and len(helps) > 1:
            yield f"    {style('cyan', '=')} {style('bold', 'help')}: {safe(finding.help)}"
    if len(helps) == 1 and first.help:
        yield f"  {style('cyan', '=')} {style('bold', 'help')}: {safe(first.help)}"


def _where(run: Run, finding: Finding) -> str:
    if finding.location is None:
        return safe(run.path or ".")
    return report_findings.within(safe(run.path), report_findings.where(finding.location))
