"""A manifest or an ignore file cannot be read.

The file is there but its syntax is broken, it is not UTF-8 throughout, it is too large, or it leads out of the project.
The service will not read it either, so nothing in it counts. (UTF-16 and byte order marks are MF003.)

Example: a comma after the last entry of an object in package.json.

Fix: mend the line that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support import encodings
from justpack.model import Finding, Problem

CHECK = Check("MF001", "manifest-syntax", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding a file; only a warning where the file does not belong to the predicted family."""
    elsewhere = {each.path for each in encodings.refused(subject.tree)}
    seen = {problem for problem in _unread(subject) if problem.location.path in elsewhere}
    for sighting in subject.inspection.markers:
        if sighting.problem is not None and sighting.problem not in seen:
            seen.add(sighting.problem)
            foreign = subject.prediction.family not in (None, sighting.family)
            yield CHECK.of(sighting.problem, severity="warning" if foreign else None)
    for problem in subject.tree.problems:
        yield CHECK.of(problem)  # an ignore file that cannot be read is not obeyed: what it hides would be uploaded
    for problem in subject.inspection.problems:
        if problem not in seen:
            seen.add(problem)
            yield CHECK.of(problem, severity="warning")


def _unread(subject: Subject) -> Iterator[Problem]:
    yield from (sighting.problem for sighting in subject.inspection.markers if sighting.problem is not None)
    yield from subject.inspection.problems
