"""The folder looks like a part of a project and not like the whole project.

A manifest is in a folder above, and this folder has none: the zip would lack the manifest, so that JustDeploy installs
no dependencies and knows no start command. The rule also reports a folder without any manifest whose only sources have
names that no start command uses, such as `helper.py`. A folder with a handler, a Procfile or a serverless.yml is a
project of its own.

Example: `justpack check` in `tests/`, and the package.json is in the folder above.

Fix: run the command in the folder with the manifest, or pass that folder: `justpack check ..`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import wrong_folder
from justpack.facts import manifests
from justpack.model import Finding, Location

_OF_MACHINES = frozenset({"github", "gitlab", "devcontainer", "typescript"})
"""Tools whose files show how a project is built or edited, and not how it starts."""
_PLATFORMS = tuple(each.name for each in manifests.of("hint") if each.tool not in _OF_MACHINES)
"""Files with the settings of another platform, which name a handler or a start command."""
_OWN = (*manifests.projects(), *manifests.names("environment"), manifests.PROCFILE)


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for the folder. RT001 reports a folder in which no runtime is predicted at all."""
    markers = context.inspection.markers
    if context.prediction.runtime is None or any(each.weight != "source" for each in markers) or not markers:
        return
    if any(context.tree.has(name) or name in context.tree.excluded for name in _OWN):
        return
    above = context.inspection.manifest_above
    if above is not None:
        folder = above.rpartition("/")[0]
        yield RULE.finding(
            f"{wrong_folder.distance(above)}, and this folder has no manifest",
            None,
            f"use the folder that has it: {folder}",
        )
    elif context.tree.is_zip or any(context.tree.has(name) for name in _PLATFORMS):
        return
    elif not any(_may_start(context, each.path) for each in markers):
        first = markers[0].path
        yield RULE.finding(
            f"nothing here shows a whole project: there is no manifest, and no start command uses the name {first}",
            Location(first),
            "use the folder of the project, or add a manifest beside the source",
        )


def _may_start(context: PredictionContext, path: str) -> bool:
    """Whether the file may be what starts the app, because of its name, its content or what names a version."""
    if path in manifests.names("entry point") or context.prediction.decides is not None:
        return True
    return path.endswith(".java") and b" main(" in context.tree.head(path, 1 << 18)


RULE = Rule("RT014", "wrong-folder", "warning", run=run)
