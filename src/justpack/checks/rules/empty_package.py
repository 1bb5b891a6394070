"""The package contains no files.

Either an ignore rule leaves out every file of the folder, or the folder is empty.

Example: `*` in .gitignore.

Fix: run `justpack files --ignored` to see which rule leaves each path out, and re-include the files that the app needs
in .justpackignore.
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
        else "there is nothing to pack: the folder is empty",
        None,
        "run `justpack files --ignored` to see the rule for each path, and re-include files in .justpackignore"
        if plan.excluded
        else "use the folder that contains the project",
        related=[
            RelatedLocation(Location(rule.path, rule.line), f"{rule.pattern!r} leaves {count} out")
            for rule, count in rules.most_common(3)
            if rule.path is not None
        ],
    )


RULE = Rule("FP005", "empty-package", "error", run=run)
