"""What would be started is not there.

An error where the start script runs a file that does not exist, and no script runs before it that could make it.
A warning where nothing in the upload says how the app starts: how JustDeploy finds an app's entry point is not
published, but of these there is none.

Example: `"start": "node server.js"`, and the file has been renamed to `app.js`.

Fix: name the file that is there: `"start": "node app.js"`; or add a `build` script that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import Start, looked_for, may_be_made, other_language, started
from justpack.ecosystems.node import scripts
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON, PROCFILE
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
            yield _absent(context, start)
        return
    if any(marker.weight == "handler" for marker in context.inspection.markers) or context.tree.has(PROCFILE):
        return
    paths = looked_for(context)
    if not paths or presence.look(context.tree, paths).state != "left out":  # else EN002 says so
        yield from _nothing(context)


def _absent(context: PackageContext, start: Start) -> Finding:
    if start.lost_backslash:
        return RULE.finding(
            f"the start script runs {start.written} with a backslash, which the shell of Linux removes",
            start.place,
            f"write the path with slashes: {start.written.replace(chr(92), '/')}",
        )
    if start.written == ".":
        document = scripts.manifest(context.tree)
        main = document.get("main") if document is not None else None
        named = isinstance(main, str) and bool(main.strip(". /"))
        missing = f"neither the main file {main} nor {INDEX_JS} exists" if named else f"{INDEX_JS} does not exist"
        return RULE.finding(
            f"the start script runs the folder itself, and {missing}",
            start.place,
            'name the file: "start": "node app.js", or set "main"',
        )
    return RULE.finding(
        f"the start script runs {start.written}, which does not exist",
        start.place,
        "name the file that is there, or add a build script that makes it",
    )


def _nothing(context: PackageContext) -> Iterator[Finding]:
    family = context.prediction.family
    if family == "node":
        document = scripts.manifest(context.tree)
        if document is None or isinstance(document.get("scripts", "start"), str):
            return
        if other_language(context) is not None or may_be_made(context, document):
            return
        if not any(map(context.tree.has, looked_for(context))):
            yield RULE.finding(
                "nothing says how this app starts: no start script, no server.js, no main file",
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
                "`justpack files --ignored` shows what is left out, and by which rule",
                severity="warning",
            )


RULE = Rule("EN001", "entrypoint-missing", "error", run=run)
