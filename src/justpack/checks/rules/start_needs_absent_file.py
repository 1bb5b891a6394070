"""The start loads a file that is not part of the upload.

Options of node load more than the script: `--env-file` reads variables, and `-r`, `--require`, `--import` and
`--loader` load a module first, also if `NODE_OPTIONS` has them. If such a file is missing, node stops at once.
`.env` files are never packed, because they hold secrets: set the variables at the service instead. Nothing is reported
if a script that runs before the start may make the file. `--fix` writes `--env-file-if-exists`, which Node.js 22.9 and
newer accept.

In a Python project, the modules and files that a Procfile starts are looked for too, with their letter case: Linux
distinguishes `App.py` from `app.py`. A module that an installed package may contain is a warning.

Example: `"start": "node --env-file=.env server.js"`.

Fix: write `--env-file-if-exists`, or re-include the module that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, presence
from justpack.checks.support.presence import Presence, rule_of
from justpack.ecosystems.node import before_start, loaded_files, scripts
from justpack.ecosystems.node.loaded_files import LoadedFile
from justpack.ecosystems.node.scripts import Command
from justpack.ecosystems.python import procfile, requirements
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.python.procfile import Started
from justpack.errors import ManifestError
from justpack.facts.node_options import ENV_FILE_IF_EXISTS
from justpack.model import Finding
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file that the start loads and the upload lacks."""
    if context.prediction.family == "python" and context.plan.entries:
        yield from _procfile(context)
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is not None and context.plan.entries:
        for command, file, found in missing(context.tree, document):
            yield _finding(command, file, found)


def _procfile(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for the files and modules that the Procfile starts; FP006 reports those that are left out."""
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        return
    reported: set[tuple[str, ...]] = set()
    for each in procfile.started(text) if text is not None else ():
        found = presence.look(context.tree, each.files)
        if text is None or found.state not in ("absent", "other case") or not each.first or each.files in reported:
            continue
        reported.add(each.files)
        place = text.place(each.start, each.end)
        start = f"the Procfile starts {each.written} in the process {each.process}"
        if found.state == "other case":
            yield RULE.finding(f"{start}, but the file is {found.path}", place, "use the same letter case in both")
        elif not _elsewhere(context, each):
            what = f"and there is no module {each.module}" if each.module else f"and {found.path} does not exist"
            yield RULE.finding(
                f"{start}, {what}",
                place,
                "name a file that is there, or add it",
                severity=None if each.module is None or _is_own(context, each.module) else "warning",
            )


def _elsewhere(context: PackageContext, started: Started) -> bool:
    """Whether a packed file in another folder may be what is meant, such as one in `src/`, which an install adds."""
    if started.module is None:
        return False
    ends = tuple(f"/{path}" for path in started.files)
    return any(entry.path.endswith(ends) for entry in context.plan.entries)


def _is_own(context: PackageContext, module: str) -> bool:
    """Whether the module, if it existed, would be the project's own: its package is, or it is no package's name."""
    top, dot, _ = module.partition(".")
    if dot:
        return context.tree.has_folder(top) or context.tree.has(f"{top}.py")
    try:
        lines = [line for file in requirements.files(context.tree) for line in file.lines]
    except ManifestError:
        return False
    named = {normalized(re.split(r"[^A-Za-z0-9._-]", line.value, maxsplit=1)[0]) for line in lines}
    named |= {each.name for each in dependencies.python_dependencies(context)}
    return normalized(top) not in named


def missing(tree: Tree, document: JsonDocument) -> Iterator[tuple[Command, LoadedFile, Presence]]:
    """Yield each file that the start script loads and the upload lacks, with the command that loads it."""
    seen: set[str] = set()
    earlier: list[Command] = []
    for command in scripts.commands(tree, document, "start"):
        for file in loaded_files.of(command) if command.certain else ():
            found = presence.look(tree, file.paths)
            if found.state == "packed" or found.path in seen or _may_be_made(tree, document, file, earlier):
                continue
            seen.add(found.path)
            yield command, file, found
        earlier.append(command)


def _may_be_made(tree: Tree, document: JsonDocument, file: LoadedFile, earlier: list[Command]) -> bool:
    """Whether a script before the start, or an earlier command, may make the file.

    A build may make any module. A file of variables is not made by a compiler or a bundler, unless a script names it.
    """
    if not file.is_environment:
        return before_start.makes_files(tree, document) or any(map(scripts.makes_something, earlier))
    return (
        before_start.runs_more_than_builds(tree, document)
        or before_start.names_file(tree, document, file.paths[0])
        or not all(map(before_start.makes_no_variables, earlier))
    )


def _finding(command: Command, file: LoadedFile, found: Presence) -> Finding:
    place = scripts.place_of(command, file.written.removeprefix("./"))
    start = f"the start script has `{file.option}`, which loads {file.written}"
    if file.is_environment:
        start = f"the start script has `{file.option}`, which reads {file.written}"
    if found.state == "other case":
        return RULE.finding(f"{start}, but the file is {found.path}", place, "write both alike")
    if found.state == "absent":
        why = ", which does not exist"
        help = "name the file that is there, or remove the option"
    else:
        rule = found.decision.rule if found.decision else None
        why = f", but {found.path} is left out of the upload" + (f" by {rule.pattern!r}" if rule else "")
        target = f"{found.decision.parent}/" if found.decision and found.decision.parent else found.path
        help = f"re-include it: `!{target}` in .justpackignore"
    if file.is_environment:
        help = f"write `{ENV_FILE_IF_EXISTS}`, and set the variables at the service"
    return RULE.finding(f"{start}{why}", place, help, related=rule_of(found.decision))


RULE = Rule("EN007", "start-needs-absent-file", "error", run=run)
