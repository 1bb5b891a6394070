"""A version file is there but is not uploaded.

justpack goes by what the service will have. A .nvmrc or .python-version that an ignore rule leaves out says nothing
there, while every tool on the laptop still follows it.

Example: `.*` in .gitignore, and a .python-version beside it.

Fix: re-include it in .justpackignore: `!.python-version`; or say the version in the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location, RelatedLocation

_FILES = frozenset(
    {
        ".java-version", ".node-version", ".nvmrc", ".python-version", ".python-versions", ".sdkmanrc",
        ".tool-versions", "mise.toml", ".mise.toml", "runtime.txt", "system.properties",
    }
)  # fmt: skip


def run(context: PredictionContext) -> Iterator[Finding]:
    """One finding a file, with the rule that leaves it out."""
    if context.prediction.family is None:
        return
    for path, decision in sorted(context.tree.excluded.items()):
        if path not in _FILES:
            continue
        rule = decision.rule
        place = Location(rule.path, rule.line) if rule is not None and rule.path is not None else None
        yield RULE.finding(
            f"{path} is left out of the upload, so it cannot decide the runtime there",
            Location(path),
            f"re-include it: `!{path}` in .justpackignore",
            related=[RelatedLocation(place, f"left out by {rule.pattern!r}")]
            if rule is not None and place is not None
            else [],
        )


RULE = Rule("RT012", "version-file-ignored", "warning", run=run)
