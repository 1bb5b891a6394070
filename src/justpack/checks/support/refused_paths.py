"""Turns the paths that a plan refused into findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import AnyRule
from justpack.model import Finding, Location, RefusedKind


def refused(rule: AnyRule, context: PackageContext, kinds: Collection[RefusedKind], help: str) -> Iterator[Finding]:
    """Yield a finding of the rule for each path that the plan refused for one of these kinds of reason."""
    for each in context.plan.refused:
        if each.kind in kinds:
            yield rule.finding(f"{each.path}: {each.reason}", Location(each.path), help)
