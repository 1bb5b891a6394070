"""How does what the plan refused become findings?"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.model import Finding, Location


def refused(check: Check, subject: Subject, help: str) -> Iterator[Finding]:
    """One finding for each path the plan refused under the check's code."""
    for each in subject.plan.refused if subject.plan else ():
        if each.code == check.code:
            yield check.finding(f"{each.path}: {each.reason}", Location(each.path), help)
