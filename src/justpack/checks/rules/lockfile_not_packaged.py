"""A lock file exists but is not packed.

An ignore rule leaves the lock file out. The build at the service runs without it, while every build on the laptop uses
it.

Example: `package-lock.json` in .gitignore, and the file beside it.

Fix: remove the line from .gitignore, or re-include the file in .justpackignore: `!package-lock.json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, presence
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file, with the rule that leaves it out, unless another lock file is packed."""
    if dependencies.present(context):
        return
    for path, decision in dependencies.excluded(context).items():
        rule = decision.rule
        place = Location(rule.path, rule.line) if rule is not None and rule.path is not None else None
        yield RULE.finding(
            f"{path} is left out of the upload, so other versions than the locked ones may be deployed",
            Location(path),
            presence.re_inclusion(path, decision),
            related=[RelatedLocation(place, f"left out by {rule.pattern!r}")]
            if rule is not None and place is not None
            else [],
        )


RULE = Rule("LK004", "lockfile-not-packaged", "error", run=run)
