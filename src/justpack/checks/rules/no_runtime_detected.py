"""Nothing here shows what kind of app this is.

JustDeploy picks the runtime from what it finds in the upload. Without a package.json, a requirements.txt or
pyproject.toml, a pom.xml or a Gradle build at the root, there is nothing to pick from, and the build fails.

Example: the app lies in `backend/`, and the folder above it is deployed.

Fix: deploy the folder that holds the manifest, or add one. Where an ignore rule leaves a manifest out, re-include it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """One finding where no project is found."""
    if context.prediction.outcome != "unknown":
        return
    ignored = [
        RelatedLocation(Location(rule.path, rule.line), f"{path} is there, but left out by {rule.pattern!r}")
        for path, decision in sorted(context.tree.excluded.items())
        if "/" not in path and (rule := decision.rule) is not None and rule.path is not None
    ]
    folders = context.inspection.folders
    if folders:
        help = f"deploy the folder that holds the app: {', '.join(folders[:8])}"
    elif ignored:
        help = "re-include the manifest, for example in .justpackignore"
    else:
        help = "add a package.json, a requirements.txt or pyproject.toml, a pom.xml or a Gradle build"
    yield RULE.finding("no project was found here", None, help, related=ignored)


RULE = Rule("RT001", "no-runtime-detected", "error", run=run)
