"""The JavaScript file that Node.js parses first, as it is packed."""

from __future__ import annotations

import posixpath

from justpack.checks.context import PackageContext
from justpack.checks.support import presence
from justpack.checks.support.entrypoint import looked_for, started
from justpack.ecosystems.node import before_start, npmrc, scripts
from justpack.errors import ManifestError
from justpack.facts.manifests import INDEX_JS, PACKAGE_JSON, PROCFILE, SERVER_JS
from justpack.facts.node_options import LOADED

SOURCE_LIMIT = 256 * 1024
"""Largest source that is split into tokens, in bytes; a larger one was written by a bundler."""

_ENDINGS = (".js", ".cjs", ".mjs")
_NAMED_ENDINGS = (*_ENDINGS, ".jsx", ".tsx", ".ts", ".mts", ".cts")
"""Endings of files that `node` starts if a script names them; it parses `.jsx` and `.tsx` as JavaScript."""
_TYPESCRIPT = (".ts", ".mts", ".cts")


def entry_file(context: PackageContext) -> str | None:
    """Return the packed file that plain `node` starts, or None if it is unclear or a script may write it."""
    if context.prediction.family != "node":
        return None
    document = scripts.manifest(context.tree)
    if _has_node_options(context):
        return None
    start = started(context)
    if start is not None:
        command = None if document is None else scripts.starts(context.tree, document)
        if command is None or command.program not in ("node", "nodejs") or _translates(command):
            return None
        path = start.presence.path if start.presence.state == "packed" else None
    elif context.tree.has(PROCFILE) or (document is not None and before_start.makes_files(context.tree, document)):
        return None
    else:
        names = looked_for(context) if document is not None else (SERVER_JS, INDEX_JS)
        found = presence.look(context.tree, names) if names else None
        path = found.path if found is not None and found.state == "packed" else None
    if path is None or not (path.endswith(_ENDINGS) or (start is not None and _is_script(path))):
        return None
    if document is not None and before_start.names_file(context.tree, document, posixpath.basename(path)):
        return None
    return path


def _is_script(path: str) -> bool:
    """Whether `node` takes a file for JavaScript or TypeScript, as it does one without an ending."""
    return path.endswith(_NAMED_ENDINGS) or "." not in posixpath.basename(path)


def is_typescript(path: str) -> bool:
    """Whether Node.js removes the types of a file before it parses it."""
    return path.endswith(_TYPESCRIPT)


def is_refused(context: PackageContext, path: str) -> bool:
    """Whether the package.json at the root makes the file a module although its suffix is not that of a module."""
    if not path.endswith((".jsx", ".tsx")):
        return False
    folders = path.split("/")[:-1]
    above = ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1))
    document = scripts.manifest(context.tree)
    nested = any(context.tree.has(f"{folder}/{PACKAGE_JSON}") for folder in above)
    return document is not None and not nested and document.get("type") == "module"


def _has_node_options(context: PackageContext) -> bool:
    """Whether .npmrc sets options of node, which may load a module that translates the file."""
    try:
        return "node-options" in npmrc.read(context.tree)
    except ManifestError:
        return True


def _translates(command: scripts.Command) -> bool:
    """Whether another module is loaded first, which may translate the file."""
    options = {word.partition("=")[0] for word in command.words}
    return bool(command.node_options) or not options.isdisjoint({*LOADED, "--experimental-transform-types"})
