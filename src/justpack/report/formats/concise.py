"""Concise output: one line for each finding, in the form `path:line:column: severity[code] message`.

Editors, `grep` and the problem matchers of CI systems read this form. Paths begin with the path of the project as the
user wrote it, so that they can be opened from the current folder.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.model import Finding
from justpack.report.findings import where, within
from justpack.report.formats.registry import Run
from justpack.report.style import inert, safe


def lines(run: Run) -> Iterator[str]:
    """Yield a line for each finding, then the verdict."""
    for finding in run.findings:
        yield inert(f"{_at(finding, run.path)}: {finding.severity}[{finding.code}] {safe(finding.message)}")
    if run.verdict:
        yield inert(safe(run.verdict))


def _at(finding: Finding, path: str) -> str:
    if finding.location is None:
        return safe(path or ".")
    return within(safe(path), where(finding.location))
