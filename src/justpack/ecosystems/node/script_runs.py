"""The scripts that a command runs: by a package manager, in a member of the workspace, or several at once.

Documentation: docs.npmjs.com (npm run, workspaces), pnpm.io/filtering, classic.yarnpkg.com/docs/cli/workspace,
bun.sh/docs/cli/filter, nodejs.org/api/cli.html (--run), npm-run-all and concurrently in the npm registry. A command
that selects members by a pattern, or by what changed, is not followed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from justpack.ecosystems.node import manager_calls, task_runners, workspaces
from justpack.ecosystems.node.manager_calls import MANAGERS
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON
from justpack.frozen import frozen
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument
from justpack.tree.ignore.wildcards import PatternPart, Star, Wildcard, byte_text
from justpack.tree.tree import Tree

SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh"})
_SEVERAL = {"npm-run-all": False, "npm-run-all2": False, "run-s": False, "run-p": False, "concurrently": True}
"""Programs that run several scripts, and whether they take command lines."""
_CONTINUE = frozenset({"-c", "--continue-on-error", "-r", "--race", "-s", "--success", "--restart-tries"})
_TAKES = frozenset({"-n", "--names", "-p", "--prefix", "--prefix-colors", "-l", "--prefix-length", "-t",
                    "--timestamp-format", "-m", "--max-processes", "--max-parallel", "--hide", "--kill-signal",
                    "--name-separator", "--default-input-target", "--restart-after", "--restart-tries", "--success",
                    "--npm-path"})  # fmt: skip
"""Options of these programs with a value of their own."""


@frozen
class Run:
    """A script of one package.json, or a command line, that a command runs."""

    document: JsonDocument
    script: str
    text: str | None = None
    """The command line; None for a script."""
    certain: bool = True
    """Whether the command fails if the script fails."""


def folder_of(document: JsonDocument) -> str:
    """Return the folder of a package.json; empty for the root."""
    return posixpath.dirname(document.text.path)


def manifest_in(tree: Tree, folder: str) -> JsonDocument | None:
    """Return the package.json of a folder, or None if there is none that can be read."""
    try:
        document = tree.load(posixpath.join(folder, PACKAGE_JSON), json.parse)
    except ManifestError:
        return None
    return document if document is not None and isinstance(document.data, dict) else None


def runs(tree: Tree, document: JsonDocument, words: Sequence[str]) -> list[Run]:
    """Return what a command runs in the folder of a package.json; empty if it is not a script, or is unclear."""
    program = words[0].rpartition("/")[2]
    if program in MANAGERS:
        return list(_by_manager(tree, document, words))
    if program in ("node", "nodejs") and len(words) > 1 and words[1].partition("=")[0] == "--run":
        name = words[1].partition("=")[2] or (words[2] if len(words) > 2 else "")
        return [Run(document, name)] if name in document.table("scripts") else []
    if program in SHELLS and len(words) == 3 and words[1] == "-c":
        return [Run(document, "", words[2])]
    if len(words) == 1 and " " in words[0]:
        return [Run(document, "", words[0])]  # an argument of cross-env-shell
    if program in _SEVERAL:
        patterns = sum("*" in word for word in words[1:])
        enough = task_runners.may_compare(tree, patterns * len(document.table("scripts")))
        return list(_several(document, program, words[1:])) if enough else []
    found = task_runners.tasks(tree, words) if folder_of(document) == "" else []
    return [Run(each.document, each.name, each.text) for each in found]


def _by_manager(tree: Tree, document: JsonDocument, words: Sequence[str]) -> Iterator[Run]:
    call = manager_calls.read(words)
    if call is None or (len(call.members) > 1 and call.manager == "npm"):
        return  # npm runs the second script only after the first has ended
    targets: list[JsonDocument | None] = [document]
    if call.folder is not None:
        targets = [manifest_in(tree, posixpath.normpath(posixpath.join(folder_of(document), call.folder)))]
    elif call.members:
        targets = [member(tree, each, call.manager) for each in call.members]
    found = [each for each in targets if each is not None]
    if call.script is not None and len(found) == len(targets):
        yield from (Run(each, call.script) for each in found if call.script in each.table("scripts"))


def member(tree: Tree, wanted: str, manager: str) -> JsonDocument | None:
    """Return the package.json of the member that a package manager selects by this word; None if it is not certain.

    Each finds a name. npm and pnpm also find a path, bun one that begins with `./`, and pnpm a name without its scope.
    """
    try:
        folders = workspaces.members(tree)
    except ManifestError:
        return None
    by_path = manager in ("npm", "pnpm") or (manager == "bun" and wanted.startswith("./"))
    if by_path and (wanted.startswith(("./", "../")) or ("/" in wanted and wanted in folders)):
        folder = posixpath.normpath(wanted)
        return manifest_in(tree, folder) if folder in folders else None
    named = tree.derive(_by_name)
    found = named.get(wanted, [])
    if not found and manager == "pnpm" and "/" not in wanted:
        found = named.get(f"/{wanted}", [])
    return found[0] if len(found) == 1 else None


def _by_name(tree: Tree) -> dict[str, list[JsonDocument]]:
    """Return the package.json files of the members by name, and those of a scope by the rest of the name too."""
    found: dict[str, list[JsonDocument]] = {}
    for folder in workspaces.members(tree):
        document = manifest_in(tree, folder)
        name = None if document is None else document.get("name")
        if document is not None and isinstance(name, str):
            found.setdefault(name, []).append(document)
            if "/" in name:
                found.setdefault(f"/{name.rpartition('/')[2]}", []).append(document)
    return found


def unmatched(tree: Tree, document: JsonDocument, words: Sequence[str]) -> Iterator[str]:
    """Yield each name for which npm-run-all finds no script, up to a limit. It then runs nothing."""
    program = words[0].rpartition("/")[2]
    if not _SEVERAL.get(program, True):
        names = (word.split(maxsplit=1)[0] for word in _operands(program, words[1:]) if word.strip())
        scripts = document.table("scripts")
        for name in names:
            if "*" in name and not task_runners.may_compare(tree, len(scripts)):
                return
            if "{" not in name and not _matching(scripts, name):
                yield name


def _several(document: JsonDocument, program: str, words: Sequence[str]) -> Iterator[Run]:
    scripts = document.table("scripts")
    takes_lines = _SEVERAL[program]
    goes_on = _CONTINUE if takes_lines else _CONTINUE - {"-s"}
    certain = goes_on.isdisjoint(word.partition("=")[0] for word in words if word.startswith("-"))
    for word in dict.fromkeys(_operands(program, words)):  # a second run of a script says nothing more
        if not takes_lines:
            yield from (Run(document, name, None, certain) for name in _matching(scripts, word.split(maxsplit=1)[0]))
            continue
        manager, colon, pattern = word.partition(":")
        if colon and manager in (*MANAGERS, "node") and " " not in manager:
            name = pattern.split(maxsplit=1)[0] if pattern.strip() else ""
            yield from (Run(document, each, None, certain) for each in _matching(scripts, name))
        else:
            yield Run(document, "", word, certain)


def _operands(program: str, words: Sequence[str]) -> Iterator[str]:
    """The arguments of a program that runs several scripts, without its options, up to `--`."""
    takes_lines = _SEVERAL[program]
    # In npm-run-all `-s` and `-p` are groups, and `-n`, `-l` and `-r` have no value.
    takes = _TAKES | {"-s", "-c"} if takes_lines else frozenset({"--max-parallel", "--npm-path"})
    ahead = iter(words)
    for word in ahead:
        if word == "--":
            return
        if not word.startswith("-"):
            yield word
        elif word in takes:
            next(ahead, None)


def _matching(scripts: Mapping[str, object], pattern: str) -> list[str]:
    """Return the scripts that a pattern selects: `*` stands for a part between colons, `**` for any number of them."""
    if "*" not in pattern:
        return [pattern] if pattern in scripts else []
    parts: list[PatternPart] = []
    for part in re.split(r"(\*\*|\*)", pattern):
        star = {"**": Star.DEEP, "*": Star.ONE}.get(part)
        parts += byte_text(part.translate(_COLONS)) if star is None else [star]
    # an automaton, because a regular expression takes hours for a long name and several asterisks
    wildcard = Wildcard(parts)
    return [name for name in scripts if wildcard.match(byte_text(name.translate(_COLONS)))]


_COLONS = str.maketrans(":/", "/:")
"""Exchanges colons and slashes: a wildcard's parts are between slashes."""
