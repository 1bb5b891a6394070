"""What a command of a script needs before it can run anything, and the project does not have.

npm, pnpm, Yarn and Bun stop if the folder, the member of the workspace or the script that a command line names does
not exist; npm-run-all stops if a name matches no script. Each was tried with npm 11, pnpm 10, Yarn 1 and 4, Bun 1.3
and npm-run-all 4. A command whose options are not known is left out, and so is one that may run a program of that name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Literal, TypeAlias

from justpack.ecosystems.node import manager_calls, script_runs, workspaces
from justpack.ecosystems.node.manager_calls import ManagerCall
from justpack.ecosystems.node.script_runs import manifest_in
from justpack.ecosystems.workspace_globs import MEMBERS_LIMIT
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON, PNPM_WORKSPACE, SERVER_JS
from justpack.facts.node_options import NPM_COMMANDS
from justpack.frozen import frozen
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

LostKind: TypeAlias = Literal["script", "folder", "manifest", "member", "subcommand"]

_BUILT_IN = frozenset({"env", "restart", "start", "stop"})
"""Names that `npm run` and npm-run-all accept without a script in some projects."""
_FLAGS = frozenset({"-s", "-q", "-d", "-dd", "-ddd", "--silent", "--quiet", "--verbose", "--ignore-scripts"})
"""Options that change nothing about which script runs, and have no value of their own."""
_OTHER_MANIFESTS = ("package.yaml", "package.json5")
"""Manifests that pnpm reads instead (pnpm.io/package_json)."""


@frozen
class Lost:
    """What a command names and the project does not have."""

    kind: LostKind
    name: str
    """The script, the member, the subcommand, the path of the folder, or that of the package.json."""
    within: str = PACKAGE_JSON
    """The package.json that lacks the script."""
    known: tuple[str, ...] = ()
    """The names of the members that exist."""
    fails: bool = True
    """Whether the command fails; pnpm prints that no project matches, and ends without an error."""


def lost(tree: Tree, folder: str, words: Sequence[str]) -> Lost | None:
    """Return what a command that runs in a folder needs and the project does not have; None if that is not certain."""
    if words[0] == "cd":
        return _folder(tree, _joined(folder, words[1])) if len(words) == 2 else None
    document = manifest_in(tree, folder)
    if document is None:
        return None
    if words[0] == "node" and len(words) > 2 and words[1] == "--run":
        return _script(tree, document, words[2])
    name = next((each for each in script_runs.unmatched(tree, document, words) if each not in _BUILT_IN), None)
    if name is not None:
        return Lost("script", name, document.text.path)
    call = manager_calls.read(words)
    if call is None or not call.words or not _FLAGS.issuperset(call.options):
        return None
    return _called(tree, document, call)


def _called(tree: Tree, document: JsonDocument, call: ManagerCall) -> Lost | None:
    """Return what a command line of a package manager needs and the project does not have."""
    target: JsonDocument | None = document
    here = script_runs.folder_of(document)
    if call.folder is not None:
        path = _joined(here, call.folder)
        gone = _folder(tree, path) or _manifest(tree, path, call)
        if gone is not None:
            return gone
        target = manifest_in(tree, path)
    elif call.members:
        if here or len(call.members) > 1:
            return None
        gone = _member(tree, document, call.members[0], call.manager)
        if gone is not None:
            return gone
        target = script_runs.member(tree, call.members[0], call.manager)
    if target is None:
        return None
    if call.manager == "npm" and _is_unknown(call.words[0]) and call.words[0] in target.table("scripts"):
        return Lost("subcommand", call.words[0], target.text.path)
    is_run = call.manager == "npm" or (call.manager == "pnpm" and call.words[0] in ("run", "run-script"))
    return _script(tree, target, call.script) if is_run and call.script is not None else None


def _is_unknown(subcommand: str) -> bool:
    """Whether npm has no such subcommand, nor one that begins with the word."""
    return not any(each.startswith(subcommand.lower()) for each in NPM_COMMANDS)


def _script(tree: Tree, document: JsonDocument, name: str) -> Lost | None:
    """Return the script, if its package.json does not have it."""
    if name in document.table("scripts") or name.startswith(("-", "/")) or manager_calls.PATTERN.search(name):
        return None
    if name in _BUILT_IN:
        folder = script_runs.folder_of(document)
        # `npm start` runs server.js instead; at the root, the script that is read here is `start`
        if name != "start" or not folder or tree.path_kind(f"{folder}/{SERVER_JS}") != "missing":
            return None
    return Lost("script", name, document.text.path)


def _joined(here: str, written: str) -> str:
    """Return the path from the root to a folder that is written as seen from another."""
    return posixpath.normpath(posixpath.join(here, written))


def _folder(tree: Tree, path: str) -> Lost | None:
    """Return the folder, if there is nothing of its name in the project, packed or left out."""
    return Lost("folder", path) if _is_own(path) and tree.path_kind(path) == "missing" else None


def _is_own(path: str) -> bool:
    """Whether a path is below the root and is not made by an install."""
    return not path.startswith(("/", "../")) and path not in (".", "..") and "node_modules" not in path.split("/")


def _manifest(tree: Tree, folder: str, call: ManagerCall) -> Lost | None:
    """Return the package.json that npm and pnpm look for in a folder; Yarn and Bun look in the folders above too."""
    if not _is_own(folder) or not tree.names(folder):
        return None  # an empty folder may be a submodule that is not fetched
    if call.manager not in ("npm", "pnpm") or call.script is None:
        return None
    if any(tree.path_kind(f"{folder}/{each}") != "missing" for each in (PACKAGE_JSON, *_OTHER_MANIFESTS)):
        return None
    return Lost("manifest", f"{folder}/{PACKAGE_JSON}")


def _member(tree: Tree, document: JsonDocument, wanted: str, manager: str) -> Lost | None:
    """Return the member, if the workspace has none of its name or path."""
    try:
        folders = workspaces.members(tree)
    except ManifestError:
        return None
    if manager == "pnpm" and not tree.has(PNPM_WORKSPACE):
        return None  # it looks for package.json in every folder
    names = [_name(tree, folder) for folder in folders]
    if wanted in names or len(folders) >= MEMBERS_LIMIT:
        return None
    path = posixpath.normpath(wanted)
    by_path = manager in ("npm", "pnpm") or wanted.startswith(".")
    if by_path and (
        path == "." or path.startswith("../") or any(f"{each}/".startswith(f"{path}/") for each in folders)
    ):
        return None
    if manager != "npm" and wanted == document.get("name"):
        return None  # the root is a project too
    if manager == "pnpm" and any(each.endswith(f"/{wanted}") for each in names):
        return None  # without the scope
    return Lost("member", wanted, known=tuple(sorted(names)), fails=manager != "pnpm")


def _name(tree: Tree, folder: str) -> str:
    """Return the name of a member; npm takes that of the folder if package.json has none."""
    document = manifest_in(tree, folder)
    name = document.get("name") if document is not None else None
    if isinstance(name, str) and name:
        return name
    above, _, own = folder.rpartition("/")
    scope = above.rpartition("/")[2]
    return f"{scope}/{own}" if scope.startswith("@") else own
