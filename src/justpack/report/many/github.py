"""Output of many projects for GitHub Actions: annotations, and one step summary.

GitHub shows ten annotations of a kind for a step, so the limit applies to all projects together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.report.formats import github
from justpack.report.formats.registry import Run


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield an annotation for each finding, errors first, then a line for each project."""
    yield from github.annotated([(finding, run.folder) for run in runs for finding in run.findings])
    for run in runs:
        if run.verdict:
            yield github.plain(f"{run.path or '.'}: {run.verdict}")


def step_summary(runs: Sequence[Run]) -> str:
    """Return a table of the projects and a table of the findings, for the file of GITHUB_STEP_SUMMARY."""
    passed = sum(run.ok for run in runs)
    head = f"### justpack {runs[0].command}: {passed} of {len(runs)} projects pass\n\n"
    rows = [
        f"| {'✅' if run.ok else '❌'} | {github.cell(run.path or '.')} | {github.cell(run.verdict)} |" for run in runs
    ]
    table = "\n".join(["| | project | result |", "|---|---|---|", *rows])
    return f"{head}{table}\n\n{github.findings_table([(each, run.folder) for run in runs for each in run.findings])}"
