"""The file that starts the app does not exist.

The finding is an error if the start script runs a file that does not exist, and no script that runs before it could
create the file. It is also an error if the start cannot run what it names: a script that package.json does not have
(`npm run serve`, `pnpm run serve`, `node --run serve`, `run-s serve`), a folder that does not exist (`cd web`,
`npm --prefix web start`), a member that the workspace does not have (`npm start -w web`, `yarn workspace web start`),
and if it runs itself (`"start": "npm start"`). Scripts of workspace members are followed, also through Turborepo, Nx,
npm-run-all and concurrently. It is a warning if pnpm would select no member, or if nothing in the upload determines
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
from justpack.ecosystems.node import before_start, lost_runs, scripts
from justpack.ecosystems.node.lost_runs import Lost
from justpack.ecosystems.node.manager_calls import MANAGERS
from justpack.ecosystems.node.scripts import Command
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON, PNPM_WORKSPACE, PROCFILE
from justpack.facts.node.production_starts import STARTS
from justpack.model import Finding, Location
from justpack.tree.documents.json import JsonDocument

_SOME = 5
"""The most members that a help text names."""
_WORDS = 5
"""The most words of a command that a message shows."""
_PYTHON = (".py", ".pyc", ".pyz", ".pex", ".whl")
_JAVA = (".java", ".kt", ".kts", ".scala", ".groovy", ".clj", ".class", ".jar", ".war")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at the script, or for the project."""
    if not context.plan.entries:
        return
    lost = list(_lost(context))
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


def _lost(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for the first command of the start that cannot run what it names."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    works = False
    for command in scripts.commands(context.tree, document, "start") if document is not None else ():
        if command.certain and document is not None:
            lost = lost_runs.lost(context.tree, command.folder, command.words)
            may_be_made = lost is not None and lost.kind in ("folder", "manifest")
            if lost is not None and not (may_be_made and (works or before_start.makes_files(context.tree, document))):
                yield _stopped(command, lost)
                return
            if command.repeats and not works and command.program in (*MANAGERS, "node"):
                yield RULE.finding(
                    f"the start script runs itself without end: `{_shown(command)}`",
                    scripts.place_of(command, command.words[-1]),
                    f'run the program instead: "start": "{_usual_start(document)}"',
                )
                return
        works = works or scripts.makes_something(command)


def _stopped(command: Command, lost: Lost) -> Finding:
    help = "name a folder that exists, or add it"
    name = lost.name
    if lost.kind == "folder":
        what = f"there is no folder {name}"
    elif lost.kind == "manifest":
        what = f"there is no {name}"
        help = f"name a folder with a {PACKAGE_JSON}"
    elif lost.kind == "member":
        what = f"no member of the workspace is called {name!r}"
        some = ", ".join(lost.known[:_SOME]) + (", …" if len(lost.known) > _SOME else "")
        listed = f"`packages` of {PNPM_WORKSPACE}" if command.program == "pnpm" else f"`workspaces` of {PACKAGE_JSON}"
        help = f"name a member: {some}" if some else f"list the members under {listed}"
    elif lost.kind == "subcommand":
        what = f"npm has no subcommand {name!r}"
        help = f"write `npm run {name}`"
    else:
        within = "" if lost.within == PACKAGE_JSON else f" in {lost.within}"
        what = f"there is no script {name!r}{within}"
        help = f"name a script of {lost.within}, or add it"
    return RULE.finding(
        f"the start script runs `{_shown(command)}`, and {what}",
        scripts.place_of(command, command.words[1] if lost.kind == "folder" and len(command.words) == 2 else name),
        help,
        severity=None if lost.fails else "warning",
    )


def _shown(command: Command) -> str:
    """Return the command, shortened to its first words."""
    words = command.words
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")


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
