"""The file that starts the app does not exist.

The finding is an error if the start script runs a file that does not exist, and no script that runs before it could
create the file, or if it runs a script by `npm run` that package.json does not have. Scripts of workspace members are
followed, also through Turborepo, Nx, npm-run-all and concurrently. It is a warning if nothing in the upload determines
how the app starts. How JustDeploy finds the entry point is not published, but none of the usual ones exists.

Example: `"start": "node server.js"`, and the file has been renamed to `app.js`.

Fix: name a file that exists: `"start": "node app.js"`; or add a `build` script that creates the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import Start, looked_for, may_be_made, started
from justpack.checks.support.other_language import other_language
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.ecosystems.node import script_runs, scripts
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON, PROCFILE
from justpack.facts.node.production_starts import STARTS
from justpack.model import Finding, Location
from justpack.tree.documents.json import JsonDocument

_PYTHON = (".py", ".pyc", ".pyz", ".pex", ".whl")
_JAVA = (".java", ".kt", ".kts", ".scala", ".groovy", ".clj", ".class", ".jar", ".war")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the script, or for the project."""
    if not context.plan.entries:
        return
    lost = list(_lost_scripts(context))
    yield from lost
    start = started(context)
    if start is not None:
        if start.presence.state == "absent":
            yield _absent(context, start)
        return
    if any(marker.weight == "handler" for marker in context.inspection.markers) or context.tree.has(PROCFILE):
        return
    paths = looked_for(context)
    if lost:
        return
    # EN002 reports a file that is left out, and FP018 one that is not checked out
    if not paths or presence.look(context.tree, paths).state not in ("left out", "not checked out"):
        yield from _nothing(context)


def _lost_scripts(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for the first script that the start runs by its name and that does not exist."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    for command in scripts.commands(context.tree, document, "start") if document is not None else ():
        name = script_runs.missing_script(context.tree, command.folder, command.words) if command.certain else None
        if name is not None:
            yield RULE.finding(
                f"the start script runs `{' '.join(command.words[:3])}`, and there is no script {name!r}",
                scripts.place_of(command, name),
                "name a script of package.json, or add it",
            )
            return


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
        "name a file that exists, or add a build script that creates it",
    )


def _usual_start(document: JsonDocument) -> str:
    """Return the start command of the framework in use, or an example."""
    tables = [document.table(name) for name in ("dependencies", "devDependencies")]
    return next((start for name, start in STARTS.items() if any(name in each for each in tables)), "node app.js")


def _nothing(context: PackageContext) -> Iterator[Finding]:
    family = context.prediction.family
    if other_language(context) is not None:
        return
    if family == "node":
        document = scripts.manifest(context.tree)
        if document is None or isinstance(document.get("scripts", "start"), str):
            return
        if may_be_made(context, document):
            return
        if not any(map(context.tree.has, looked_for(context))):
            yield RULE.finding(
                "nothing defines how this app starts: no start script, no server.js, no main file",
                document.place("scripts") if document.get("scripts") else Location(PACKAGE_JSON, 1),
                f'add a start script: "scripts": {{"start": "{_usual_start(document)}"}}',
                severity="warning",
            )
    elif family in ("python", "java"):
        endings = _PYTHON if family == "python" else _JAVA
        paths = (*(entry.path for entry in context.plan.entries), *context.tree.derive(SparseCheckout.of).paths)
        if not any(path.lower().endswith(endings) for path in paths):
            yield RULE.finding(
                f"there is nothing to start: no {family.capitalize()} source is packed",
                None,
                "run `justpack files --ignored` to see which rule leaves each path out",
                severity="warning",
            )


RULE = Rule("EN001", "entrypoint-missing", "error", run=run)
