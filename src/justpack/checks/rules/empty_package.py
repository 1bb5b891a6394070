"""Nothing would be packed.

Every file of the folder is left out by a rule, or there is none.

Example: `*` in .gitignore.

Fix: `justpack files --ignored` shows which rule leaves each path out; re-include what the app needs in .justpackignore.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, IgnoreRule, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding if the plan has no file, with the rules that leave out the most files."""
    plan = context.plan
    if plan.entries or plan.refused:
        return
    rules: Counter[IgnoreRule] = Counter(each.decision.rule for each in plan.excluded if each.decision.rule is not None)
    yield RULE.finding(
        "there is nothing to pack: every file is left out"
        if plan.excluded
        else "there is nothing to pack: no file is here",
        None,
        "`justpack files --ignored` shows the rule for each path; re-include in .justpackignore",
        related=[
            RelatedLocation(Location(rule.path, rule.line), f"{rule.pattern!r} leaves {count} out")
            for rule, count in rules.most_common(3)
            if rule.path is not None
        ],
    )


RULE = Rule("FP005", "empty-package", "error", run=run)
