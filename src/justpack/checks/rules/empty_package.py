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
from justpack.checks.support import wrong_folder
from justpack.model import Finding, IgnoreRule, Location, Plan, RelatedLocation

SHOWN = 3
"""Largest number of rules that are named."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding if the plan has no file, with the rules that leave out the most files."""
    plan = context.plan
    if not plan.is_empty:
        return
    above = context.inspection.manifest_above
    if plan.excluded:
        message, help = "there is nothing to pack: every file is left out", _help(plan)
    else:
        message = "there is nothing to pack: the folder is empty"
        help = wrong_folder.advice(above) if above is not None else "use the folder that contains the project"
    rules: Counter[IgnoreRule] = Counter(each.decision.rule for each in plan.excluded if each.decision.rule is not None)
    yield RULE.finding(
        message,
        None,
        help,
        related=[
            RelatedLocation(Location(rule.path, rule.line), f"{rule.pattern!r} leaves {count} out")
            for rule, count in rules.most_common(SHOWN)
            if rule.path is not None
        ],
    )


def _help(plan: Plan) -> str:
    """Return the help for the patterns that leave files out: those of a flag and of the configuration have no line."""
    rules = dict.fromkeys(each.decision.rule for each in plan.excluded if each.decision.rule is not None)
    flags = [f"`--exclude '{rule.pattern}'`" for rule in rules if rule.origin == "--exclude"]
    if flags:
        return f"pack it without {' and '.join(flags[:SHOWN])}"
    patterns = [f"`{rule.pattern}`" for rule in rules if rule.origin == "configuration"]
    if patterns:
        return f"narrow {' and '.join(patterns[:SHOWN])} in `exclude` of the configuration"
    return "run `justpack files --ignored` to see the rule for each path, and re-include files in .justpackignore"


RULE = Rule("FP005", "empty-package", "error", run=run)
