"""The scripts that Turborepo, Nx and Lerna run for a task (turborepo.com/docs, nx.dev/reference, lerna.js.org).

A task that depends on others may need files that they make, and an executor of Nx may do anything: such a task is not
followed. Nor is one that is selected by a pattern or by what changed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from justpack.ecosystems.node import workspaces
from justpack.ecosystems.values import table
from justpack.errors import ManifestError
from justpack.facts.manifests import NX_JSON, PACKAGE_JSON, PROJECT_JSON, TURBO_JSON
from justpack.frozen import frozen
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

Options: TypeAlias = Sequence[tuple[str, str]]
"""The options of a command with their values, in order."""
_NAME = re.compile(r"@?[\w.-]+(?:/[\w.-]+)?")
_COMMANDS = frozenset({"nx:run-commands", "@nx/workspace:run-commands", "@nrwl/workspace:run-commands"})
_SCRIPTS = frozenset({"nx:run-script", "@nrwl/workspace:run-script"})
_NX_TASKS = frozenset({"start", "serve"})
"""Tasks that Nx runs without `run`, if no command of its own has the name."""


COMPARED = 200_000
"""The most names of scripts and members with which the commands of one tree are compared. A monorepo with 500 members
and ten such commands needs 5,000; a command beyond the limit is not followed.
"""


class _Compared:
    """The number of names with which the commands of a tree were compared so far."""

    def __init__(self, _: Tree) -> None:
        self.count = 0


def may_compare(tree: Tree, count: int) -> bool:
    """Count the names with which a command is compared. Return whether the commands of the tree are below the limit."""
    compared = tree.derive(_Compared)
    compared.count += count
    return compared.count <= COMPARED


@frozen
class Task:
    """What runs for a task: a script of a package.json, or a command line at the root."""

    document: JsonDocument
    name: str
    text: str | None = None


def tasks(tree: Tree, words: Sequence[str]) -> list[Task]:
    """Return what a command of a task runner runs; empty if it is not one, or what it runs cannot be determined."""
    program = words[0].rpartition("/")[2]
    if program not in ("turbo", "lerna", "nx"):
        return []
    options = list(_options(words[1:]))
    names = list(_names(words[1:]))
    try:
        if not may_compare(tree, len(workspaces.members(tree))):
            return []
        if program == "turbo":
            return _turbo(tree, names[1:] if names[:1] == ["run"] else names, options)
        if program == "lerna":
            return _lerna(tree, names[1:], options) if names[:1] == ["run"] else []
        return _nx(tree, names, options)
    except ManifestError:
        return []


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The options with their values. All options with a value that matter here select members."""
    for index, word in enumerate(words):
        if word == "--":
            return
        option, equals, value = word.partition("=")
        if word.startswith("-"):
            following = words[index + 1] if option in _VALUED and index + 1 < len(words) else ""
            yield option, value if equals else following


_VALUED = frozenset({"-F", "--filter", "--scope"})
_HARMLESS = frozenset({"--verbose", "--no-daemon", "--parallel", "--stream", "--env-mode", "--ui", "--log-order",
                       "--output-style", "--tui", "--no-tui", "--skip-nx-cache"})  # fmt: skip


def _names(words: Sequence[str]) -> Iterator[str]:
    skip = False
    for word in words:
        if word == "--":
            return
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            yield word


def _known(options: Options, *names: str) -> bool:
    return all(option in names or option in _HARMLESS for option, _ in options)


def _selected(options: Options) -> set[str]:
    """Return the values of all options that select members; several select the members of each."""
    return {value for option, value in options if option in _VALUED}


def _turbo(tree: Tree, names: Sequence[str], options: Options) -> list[Task]:
    """Each member's script of the task's name, if turbo.json has the task and it depends on no other."""
    settings = tree.load(TURBO_JSON, json.parse)
    if settings is None or len(names) != 1 or not _known(options, "-F", "--filter"):
        return []
    name = names[0]
    member, separator, task = name.partition("#")
    wanted = {member} if separator else _selected(options)
    task = task if separator else name
    if not all(map(_NAME.fullmatch, wanted)):
        return []
    known = settings.table("tasks") or settings.table("pipeline")
    found: list[Task] = []
    for folder, document in _members(tree):
        if (wanted and document.get("name") not in wanted) or not isinstance(document.get("scripts", task), str):
            continue
        own = known.get(f"{document.get('name')}#{task}", known.get(task))
        if own is None or table(own).get("dependsOn") or tree.has(f"{folder}/{TURBO_JSON}"):
            return []
        found.append(Task(document, task))
    return found


def _lerna(tree: Tree, names: Sequence[str], options: Options) -> list[Task]:
    scope = _selected(options)
    if len(names) != 1 or tree.has(NX_JSON) or not _known(options, "--scope"):
        return []
    if not all(map(_NAME.fullmatch, scope)):
        return []
    chosen = [document for _, document in _members(tree) if not scope or document.get("name") in scope]
    return [Task(each, names[0]) for each in chosen if isinstance(each.get("scripts", names[0]), str)]


def _nx(tree: Tree, names: Sequence[str], options: Options) -> list[Task]:
    """The target of one project: a script, or the command line of `nx:run-commands`."""
    settings = tree.load(NX_JSON, json.parse)
    if settings is None or not _known(options):
        return []
    if len(names) == 2 and names[0] == "run" and names[1].count(":") == 1:
        project, _, target = names[1].partition(":")
    elif len(names) == 2 and names[0] in _NX_TASKS:
        target, project = names
    else:
        return []
    if table(settings.get("targetDefaults", target)).get("dependsOn"):
        return []
    found = tree.derive(_nx_projects).get(project, [])
    if len(found) != 1:
        return []
    folder, document = found[0]
    if table(document.get("nx", "targets", target)):
        return []
    configured = tree.load(posixpath.join(folder, PROJECT_JSON), json.parse)
    own = configured.table("targets", target) if configured is not None else {}
    return list(_target(tree, document, target, own))


def _target(tree: Tree, document: JsonDocument, name: str, target: Mapping[str, object]) -> Iterator[Task]:
    options = table(target.get("options"))
    executor = target.get("executor", "nx:run-commands" if "command" in target else "")
    if not target:
        if isinstance(document.get("scripts", name), str):
            yield Task(document, name)
    elif target.get("dependsOn") or target.get("defaultConfiguration"):
        return
    elif executor in _SCRIPTS and isinstance(script := options.get("script"), str):
        yield Task(document, script)
    elif executor in _COMMANDS and options.keys() <= {"command"}:
        command = options.get("command", target.get("command"))
        root = tree.load(PACKAGE_JSON, json.parse)
        if isinstance(command, str) and root is not None and "{" not in command:
            yield Task(root, name, command)


def _nx_projects(tree: Tree) -> dict[str, list[tuple[str, JsonDocument]]]:
    """Return the members by their names in Nx."""
    found: dict[str, list[tuple[str, JsonDocument]]] = {}
    for folder, document in _members(tree):
        name = _nx_name(tree, folder, document)
        if isinstance(name, str):
            found.setdefault(name, []).append((folder, document))
    return found


def _nx_name(tree: Tree, folder: str, document: JsonDocument) -> object:
    configured = tree.load(posixpath.join(folder, PROJECT_JSON), json.parse)
    named = configured.get("name") if configured is not None else None
    return named or document.get("nx", "name") or document.get("name")


def _members(tree: Tree) -> Iterator[tuple[str, JsonDocument]]:
    for folder in workspaces.members(tree):
        document = tree.load(posixpath.join(folder, PACKAGE_JSON), json.parse)
        if document is not None and isinstance(document.data, dict):
            yield folder, document
