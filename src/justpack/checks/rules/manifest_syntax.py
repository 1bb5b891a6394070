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
from justpack.checks.support import encodings
from justpack.model import Finding, Problem


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each file, which is a warning if the file does not belong to the predicted family."""
    elsewhere = {each.path for each in encodings.misencoded(context.tree)}
    seen = {problem for problem in _unread(context) if problem.location.path in elsewhere}
    for marker in context.inspection.markers:
        if marker.problem is not None and marker.problem not in seen:
            seen.add(marker.problem)
            foreign = context.prediction.family not in (None, marker.family)
            yield RULE.from_problem(marker.problem, severity="warning" if foreign else None)
    for problem in context.tree.problems:
        yield RULE.from_problem(
            problem
        )  # an ignore file that cannot be read has no effect: the files that it excludes would be uploaded
    for problem in context.inspection.problems:
        if problem not in seen:
            seen.add(problem)
            yield RULE.from_problem(problem, severity="warning")


def _unread(context: PredictionContext) -> Iterator[Problem]:
    yield from (marker.problem for marker in context.inspection.markers if marker.problem is not None)
    yield from context.inspection.problems


RULE = Rule("MF001", "manifest-syntax", "error", run=run)
