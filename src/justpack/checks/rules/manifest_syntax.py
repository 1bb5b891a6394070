"""A manifest or an ignore file cannot be read.

The file exists, but its syntax is invalid, it is not UTF-8, it is too large, or it is a link to a path outside the
project. The service cannot read it either, so its content has no effect. (MF003 reports UTF-16 and byte order marks.)

Example: a comma after the last entry of an object in package.json.

Fix: correct the line that the finding shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import (
    encodings,
)
from justpack.checks.support.contents import (
    merge_marks,
)
from justpack.model import Finding, Problem, Severity


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each file, which is a warning if the file does not belong to the predicted family."""
    elsewhere = {each.path for each in encodings.misencoded(context.tree)}
    seen = {problem for problem in _unread(context) if problem.location.path in elsewhere}
    for marker in context.inspection.markers:
        if marker.problem is not None and marker.problem not in seen:
            seen.add(marker.problem)
            foreign = context.prediction.family not in (None, marker.family)
            yield from _finding(context, marker.problem, "warning" if foreign else None)
    for problem in context.tree.problems:
        yield RULE.from_problem(
            problem
        )  # an ignore file that cannot be read has no effect: the files that it excludes would be uploaded
    for problem in context.inspection.problems:
        if problem not in seen and problem.kind == "unreadable":
            seen.add(problem)
            yield from _finding(context, problem, "warning")


def _finding(context: PredictionContext, problem: Problem, severity: Severity | None) -> Iterator[Finding]:
    """Yield the finding about a file, which names a merge conflict if it has one, unless FP017 reports that."""
    path = problem.location.path
    if not merge_marks.reported(context, path):
        yield RULE.from_problem(merge_marks.problem(context, path) or problem, severity=severity)


def _unread(context: PredictionContext) -> Iterator[Problem]:
    yield from (marker.problem for marker in context.inspection.markers if marker.problem is not None)
    yield from context.inspection.problems


RULE = Rule("MF001", "manifest-syntax", "error", run=run)
