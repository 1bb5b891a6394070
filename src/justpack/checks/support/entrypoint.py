"""The file that is started first, and whether it is packed."""

from __future__ import annotations

from dataclasses import dataclass

from justpack.checks.context import PackageContext
from justpack.checks.support import presence
from justpack.checks.support.presence import Presence
from justpack.ecosystems.node import scripts
from justpack.ecosystems.node.scripts import Command
from justpack.facts import manifests
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument


@dataclass(frozen=True, slots=True)
class Start:
    """The file that is started."""

    written: str
    """The path as written in the script, without a leading `./`."""
    place: Location
    presence: Presence


def started(context: PackageContext) -> Start | None:
    """Return the first file that `npm start` runs, or None if a script that runs before it may create the file."""
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is None:
        return None
    command = next(iter(scripts.commands(document, "start")), None)
    path = scripts.file_of(command) if command is not None and command.certain else None
    if command is None or path is None:
        return None
    found = presence.look(context.tree, _meant(command, path, document))
    if found.state != "packed" and scripts.builds(document):
        return None
    return Start(path, scripts.place_of(command, path), found)


def _meant(command: Command, path: str, document: JsonDocument) -> tuple[str, ...]:
    return scripts.candidates(path, document) if command.program in ("node", "nodejs", "nodemon") else (path,)


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
