"""The packed JavaScript files that the start certainly loads, and the files among them that are missing.

From the file that `node` starts, relative imports are followed if nothing decides about them. Files in `node_modules`
are those of packages and are not followed, nor is anything if a module may change how others are found or translated.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from justpack.checks.context import PackageContext
from justpack.checks.support import presence
from justpack.checks.support.contents import javascript_entry
from justpack.checks.support.presence import Presence
from justpack.checks.support.start_imports import following
from justpack.checks.support.start_imports.following import STOP, File, Loaded, MissingModule, State, Step
from justpack.ecosystems.node import before_start, scripts
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from justpack.ecosystems.node.javascript.imports import Import, Module

_SOURCES = (".js", ".cjs", ".mjs")
_ADDED = (".js", ".json", ".node", f"/{INDEX_JS}", "/index.json", "/index.node", f"/{PACKAGE_JSON}")
"""What `require` adds to a name (nodejs.org/api/modules.html, "All together")."""


def loaded(context: PackageContext) -> Loaded[Module]:
    """Follow the imports of the file that is started; nothing is found if it is unclear what they mean."""
    entry = javascript_entry.entry_file(context)
    if entry is None or javascript_entry.is_typescript(entry):
        return Loaded()
    known = context.tree.derive(_known)
    if entry not in known:
        known[entry] = _follow(context.tree, entry)
    return known[entry]


def _known(_: Tree) -> dict[str, Loaded[Module]]:
    """Return the table of what was found for the entry files of a tree: two rules ask for it."""
    return {}


def _follow(tree: Tree, entry: str) -> Loaded[Module]:
    document = scripts.manifest(tree)
    found: Loaded[Module] = Loaded()
    following.follow(tree, _JavaScript(tree), [File(entry)], found)
    if found.stopped:
        return Loaded({entry: found.modules[entry]})
    if document is not None and before_start.makes_files(tree, document):
        found.missing.clear()
    return found


class _JavaScript:
    """What the imports of JavaScript mean."""

    depth_first = False
    source_limit = javascript_entry.SOURCE_LIMIT

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def read(self, source: bytes) -> Module:
        """Return the imports and the first syntax error of a source."""
        from justpack.ecosystems.node.javascript.imports import read

        return read(source.decode("utf-8", "replace"))

    def steps(self, file: File, module: Module) -> Iterator[Step]:
        """Yield the files that a file imports, and the missing ones."""
        if module.changes_loading:
            yield STOP
        for each in module.imports if module.fault is None else ():
            target = _resolved(self._tree, file.path, each)
            if isinstance(target, MissingModule):
                yield target
            elif target is not None and target.endswith(_SOURCES):
                yield File(target)


def _resolved(tree: Tree, importer: str, each: Import) -> MissingModule | str | None:
    """Return the file that a relative import loads, why there is none, or None if it is another one or unclear."""
    written = unquote(each.specifier.partition("?")[0].partition("#")[0]) if each.is_static else each.specifier
    if not written.startswith(("./", "../")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), written))
    if "node_modules" in path.split("/"):
        return None

    def missing(state: State, found: Presence, ending: str = "") -> MissingModule:
        return MissingModule(importer, each.line, each.specifier, state, found, ending)

    if path == ".." or path.startswith("../"):
        return missing("outside", Presence("absent", path))
    if each.is_static:
        return _of_module(tree, path, missing)
    if written.endswith(("/", "/.", "/..", "..")) or tree.has_folder(path):
        index = posixpath.join(path, INDEX_JS)
        return index if not tree.has(f"{path}.js") and tree.has(index) else None
    return _of_require(tree, path, missing)


def _of_module(tree: Tree, path: str, missing: Callable[..., MissingModule]) -> MissingModule | str:
    """Resolve the name in an `import`, to which Node.js adds nothing (nodejs.org/api/esm.html, "Mandatory file
    extensions")."""
    whole = presence.look(tree, [path])
    if whole.state == "packed":
        return path
    ended = presence.look(tree, [path + each for each in _ADDED[:-1]])
    if ended.state == "packed" and whole.state == "absent":
        return missing("no ending", ended, ended.path[len(path) :])
    return missing(whole.state, whole)


def _of_require(tree: Tree, path: str, missing: Callable[..., MissingModule]) -> MissingModule | str | None:
    """Resolve the name in a `require`. A file of the same name with another ending may be what is meant."""
    found = presence.look(tree, [path, *(path + each for each in _ADDED)])
    if found.state == "packed":
        return found.path
    folder, _, name = path.rpartition("/")
    if any(each.startswith(f"{name}.") for each in tree.names(folder)):
        return None
    return missing(found.state, found)
