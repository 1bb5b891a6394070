"""The file that is started first, and whether it is packed."""

from __future__ import annotations

from justpack.checks.context import PackageContext
from justpack.checks.support import presence
from justpack.checks.support.presence import Presence
from justpack.ecosystems.node import before_start, scripts
from justpack.ecosystems.node.scripts import Command
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument

_SOURCES = (".ts", ".mts", ".cts", ".tsx", ".jsx", ".coffee")
"""Endings of sources from which a build makes a file that ends with `.js`."""


@frozen
class Start:
    """The file that is started."""

    written: str
    """The path as written in the script, without a leading `./`."""
    place: Location
    presence: Presence
    lost_backslash: bool = False
    """Whether the script writes the path with backslashes, which a POSIX shell removes."""


def started(context: PackageContext) -> Start | None:
    """Return the first file that `npm start` runs, or None if a script that runs before it may create the file."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is None:
        return None
    command = scripts.starts(context.tree, document)
    path = scripts.file_of(command) if command is not None and command.certain else None
    if command is None or path is None:
        return None
    found = presence.look(context.tree, _meant(command, path, document))
    written = scripts.backslashed(command)
    if written is not None and found.state == "absent":
        return Start(written, command.place, found, lost_backslash=True)
    if found.state != "packed" and before_start.makes_files(context.tree, document):
        return None
    return Start(path, scripts.place_of(command, path), found)


def _meant(command: Command, path: str, document: JsonDocument) -> tuple[str, ...]:
    return scripts.candidates(path, document) if command.program in ("node", "nodejs", "nodemon") else (path,)


def may_be_made(context: PackageContext, document: JsonDocument) -> bool:
    """Whether a script that runs before the start may make a file that is started because of its name.

    It may make the main file, and `index.js` or `server.js` from a source of that name or if its text names the file.
    """
    if not before_start.makes_files(context.tree, document):
        return False
    main = document.get("main")
    if isinstance(main, str) and main.strip(". /"):
        return True
    for name in (manifests.INDEX_JS, manifests.SERVER_JS):
        sources = (f"{name.removesuffix('.js')}{ending}" for ending in _SOURCES)
        if any(map(context.tree.has, sources)) or before_start.names_file(context.tree, document, name):
            return True
    return False


def looked_for(context: PackageContext) -> tuple[str, ...]:
    """Return the files at the root that are started because of their names, if no script names a file."""
    if context.prediction.family == "node":
        document = scripts.manifest(context.tree)
        start = document.get("scripts", "start") if document is not None else None
        if document is not None and not (isinstance(start, str) and start):
            return (manifests.SERVER_JS, *scripts.candidates(".", document))
    elif context.prediction.family == "python" and not any(name.endswith(".py") for name in context.tree.names()):
        return (manifests.MAIN_PY, manifests.APP_PY, manifests.MANAGE_PY)
    return ()
