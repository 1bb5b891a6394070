"""How does what the plan refused become findings?"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import AnyRule
from justpack.model import Finding, Location


def refused(rule: AnyRule, context: PackageContext, help: str) -> Iterator[Finding]:
    """One finding for each path the plan refused under the check's code."""
    for each in context.plan.refused:
        if each.code == rule.code:
            yield rule.finding(f"{each.path}: {each.reason}", Location(each.path), help)
