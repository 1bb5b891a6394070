"""The start loads a file that is not part of the upload.

Options of node load more than the script: `--env-file` reads variables, and `-r`, `--require`, `--import` and
`--loader` load a module first, also if `NODE_OPTIONS` has them. If such a file is missing, node stops at once.
`.env` files are never packed, because they hold secrets: set the variables at the service instead. Nothing is reported
if a script that runs before the start may make the file. `--fix` writes `--env-file-if-exists`, which Node.js 22.9 and
newer accept.

Example: `"start": "node --env-file=.env server.js"`.

Fix: write `--env-file-if-exists`, or re-include the module that is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.presence import Presence, rule_of
from justpack.ecosystems.node import before_start, loaded_files, scripts
from justpack.ecosystems.node.loaded_files import LoadedFile
from justpack.ecosystems.node.scripts import Command
from justpack.facts.node_options import ENV_FILE_IF_EXISTS
from justpack.model import Finding
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file that the start script loads and the upload lacks."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is not None and context.plan.entries:
        for command, file, found in missing(context.tree, document):
            yield _finding(command, file, found)


def missing(tree: Tree, document: JsonDocument) -> Iterator[tuple[Command, LoadedFile, Presence]]:
    """Yield each file that the start script loads and the upload lacks, with the command that loads it."""
    seen: set[str] = set()
    earlier: list[Command] = []
    for command in scripts.commands(document, "start"):
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
