"""JSON output of a command about many projects: one object, whose result is a list.

Each element has the path of a project, and `ok`, `result` and `findings` as the output for this project alone has them.
The findings of the object itself are those of all projects, with paths from the current folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.report.formats import json
from justpack.report.formats.registry import Run
from justpack.report.many.registry import from_here


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the JSON object as one text."""
    result = {"projects": [_project(run) for run in runs]}
    findings = [finding for run in runs for finding in from_here(run)]
    yield json.dumps(runs[0].command, all(run.ok for run in runs), result, findings)


def _project(run: Run) -> dict[str, object]:
    return {
        "path": run.path,
        "ok": run.ok,
        "result": run.result,
        "findings": [finding.to_dict() for finding in run.findings],
        **({} if run.failure is None else {"failure": run.failure}),
    }
