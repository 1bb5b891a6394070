"""The file that starts the app does not exist.

The finding is an error if the start script runs a file that does not exist, and no script that runs before it could
create the file. It is a warning if nothing in the upload determines how the app starts. How JustDeploy finds the entry
point is not published, but none of the usual ones exists.

Example: `"start": "node server.js"`, and the file has been renamed to `app.js`.

Fix: name a file that exists: `"start": "node app.js"`; or add a `build` script that creates the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import looked_for, started
from justpack.ecosystems.node import scripts
from justpack.facts.manifests import PACKAGE_JSON, PROCFILE
from justpack.model import Finding, Location

_PYTHON = (".py", ".pyc", ".pyz", ".pex", ".whl")
_JAVA = (".java", ".kt", ".kts", ".scala", ".groovy", ".clj", ".class", ".jar", ".war")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the script, or for the project."""
    if not context.plan.entries:
        return
    start = started(context)
    if start is not None:
        if start.presence.state == "absent":
            yield RULE.finding(
                f"the start script runs {start.written}, which does not exist",
                start.place,
                "name a file that exists, or add a build script that creates it",
            )
        return
    if any(marker.weight == "handler" for marker in context.inspection.markers) or context.tree.has(PROCFILE):
        return
    paths = looked_for(context)
    if not paths or presence.look(context.tree, paths).state != "left out":  # else EN002 reports it
        yield from _nothing(context)


def _nothing(context: PackageContext) -> Iterator[Finding]:
    family = context.prediction.family
    if family == "node":
        document = scripts.manifest(context.tree)
        if document is None or isinstance(document.get("scripts", "start"), str):
            return
        if not any(map(context.tree.has, looked_for(context))):
            yield RULE.finding(
                "nothing defines how this app starts: no start script, no server.js, no main file",
                document.place("scripts") if document.get("scripts") else Location(PACKAGE_JSON, 1),
                'add a start script: "scripts": {"start": "node app.js"}',
                severity="warning",
            )
    elif family in ("python", "java"):
        endings = _PYTHON if family == "python" else _JAVA
        if not any(entry.path.lower().endswith(endings) for entry in context.plan.entries):
            yield RULE.finding(
                f"there is nothing to start: no {family.capitalize()} source is packed",
                None,
                "run `justpack files --ignored` to see which rule leaves each path out",
                severity="warning",
            )


RULE = Rule("EN001", "entrypoint-missing", "error", run=run)
