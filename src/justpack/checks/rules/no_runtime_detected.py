"""No project was found at the root.

JustDeploy determines the runtime from the uploaded files. Without a package.json, a requirements.txt, a pyproject.toml,
a pom.xml or a Gradle build at the root, it cannot choose a runtime, and the build fails.

Example: the app is in `backend/`, and the folder above it is deployed.

Fix: deploy the folder that contains the manifest, or add a manifest. If an ignore rule leaves the manifest out,
re-include it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext, PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence, wrong_folder
from justpack.facts import manifests
from justpack.facts.manifests import names, projects
from justpack.model import Finding, Location, RelatedLocation

_PROJECTS = frozenset((*projects(), *names("environment"), *names("entry point")))


SHOWN = 8
"""Number of folders that the help names."""


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding if no project is found. FP005 reports rules that leave every file out, the manifest too."""
    if context.prediction.outcome != "unknown":
        return
    if isinstance(context, PackageContext) and context.plan.excluded and context.plan.is_empty:
        return
    ignored = [path for path in sorted(context.tree.excluded) if _shows_a_project(path)]
    folders = context.inspection.folders
    other = manifests.other(context.tree.names())
    message = "no project was found here"
    if ignored:
        help = presence.re_inclusion(ignored[0], context.tree.excluded[ignored[0]])
    elif context.inspection.manifest_above is not None:
        help = wrong_folder.advice(context.inspection.manifest_above)
    elif folders:
        more = f" and {len(folders) - SHOWN} more" if len(folders) > SHOWN else ""
        help = f"deploy the folder that contains the app: {', '.join(folders[:SHOWN])}{more}"
    else:
        help = "add a package.json, a requirements.txt or pyproject.toml, a pom.xml or a Gradle build"
    if other is not None:
        message += f": {other.name} belongs to {other.tool}, which JustDeploy is not known to support"
        if other.family == "java" and not ignored and not folders:
            help = "deploy the finished jar, with a Main-Class in its manifest, or add a pom.xml or a Gradle build"
    yield RULE.finding(message, None, help, related=[_left_out(context, path) for path in ignored])


def _shows_a_project(path: str) -> bool:
    """Whether the file would be read as a project if it were uploaded."""
    return path in _PROJECTS or ("/" not in path and path.lower().endswith(".jar"))


def _left_out(context: PredictionContext, path: str) -> RelatedLocation:
    rule = context.tree.excluded[path].rule
    place = Location(path) if rule is None or rule.path is None else Location(rule.path, rule.line)
    pattern = "" if rule is None else f" by {rule.pattern!r}"
    return RelatedLocation(place, f"{path} exists, but is left out{pattern}")


RULE = Rule("RT001", "no-runtime-detected", "error", run=run)
