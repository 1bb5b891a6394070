"""Evidence from package.json.

`engines.node` is a range as npm reads it (docs.npmjs.com, package.json, engines). Tools also use `devEngines.runtime`
(documented on that page), `volta.node` (docs.volta.sh) and `pnpm.executionEnv.nodeVersion` (pnpm.io/package_json).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from justpack.errors import ManifestError
from justpack.evidence.source_api import Found, Stated, declaration, guarded, invalid
from justpack.facts import manifests
from justpack.facts.server_packages import NODE_SERVERS
from justpack.model import EVERY, Evidence, Location, Need, ProjectMarker, VersionSet, Weight
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree
from justpack.versions import node, npm

FILE = manifests.PACKAGE_JSON

_MAJOR = re.compile(r"^\D*(\d+)")
_EXTENDS_LIMIT = 8


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the marker, the version and all evidence of package.json."""
    try:
        document = tree.load(FILE, json.parse)
    except ManifestError as error:
        yield ProjectMarker("node", "manifest", FILE, FILE, error.problem)
        return
    if document is None:
        return
    if not isinstance(document.data, dict):
        problem = document.text.malformed("it is not an object", 0, help='it begins with "{"').problem
        yield ProjectMarker("node", "manifest", FILE, FILE, problem)
        return
    yield _marker(tree, document)
    version = document.get("version")
    if isinstance(version, str) and version.strip():
        yield Stated("node", version.strip())
    yield from engines(document)
    yield from _dev_engines(document)
    yield from guarded(_volta(tree, document))
    yield from _pnpm(document)
    yield from _hints(document)


def _marker(tree: Tree, document: JsonDocument) -> ProjectMarker:
    weight, reason = _weight(tree, document)
    return ProjectMarker("node", weight, FILE, reason)


def _weight(tree: Tree, document: JsonDocument) -> tuple[Weight, str]:
    if isinstance(document.get("scripts", "start"), str):
        return "manifest", "it has a start script"
    server = next((name for name in document.table("dependencies") if name in NODE_SERVERS), None)
    if server is not None:
        return "manifest", f"it depends on {server}"
    if document.table("dependencies") or _has_main(tree, document):
        return "source", "it has dependencies or a main file, but no start script or server"
    return "hint", "it names development tools only"


def _has_main(tree: Tree, document: JsonDocument) -> bool:
    """Return whether the file of `main` exists or may be built.

    The key alone proves nothing: `npm init` writes `index.js` in any folder, in one of a Python project too.
    """
    main = document.get("main")
    if not isinstance(main, str):
        return False
    path = posixpath.normpath(main)
    return isinstance(document.get("scripts", "build"), str) or any(
        map(tree.has, (path, f"{path}.js", f"{path}/{manifests.INDEX_JS}"))
    )


def engines(document: JsonDocument, *, needs: tuple[Need, ...] = ()) -> Iterator[Evidence]:
    """Yield `engines.node`. `needs` are the assumptions on which the declaration of a workspace member depends."""
    if document.get("engines") is None:
        return
    place = document.place("engines", "node")
    value = document.get("engines", "node")
    if isinstance(value, str):
        yield declaration(
            value,
            npm.parse_range,
            family="node",
            source="engines.node",
            place=place,
            key="engines.node",
            strength="range",
            needs=needs,
            template="{version}.x",
        )
        return
    table = document.get("engines")
    if isinstance(table, dict) and "node" not in table:
        return
    if isinstance(table, dict):
        written, help = _written(place), f'write it as text: "{value}.x"' if _whole(value) else None
        message = "engines.node is not text, so npm cannot read it"
    else:
        place = document.place("engines")
        written, help = _written(place), 'write "engines": {"node": "22.x"}'
        message = "engines is not an object, so npm reads nothing from it"
    yield invalid(
        message,
        family="node",
        source="engines.node",
        place=place,
        key="engines.node",
        written=written,
        strength="range",
        needs=needs,
        help=help,
    )


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _written(place: Location) -> str:
    if place.text is None or place.column is None:
        return ""
    start = place.column - place.text_column
    return place.text[start : start + place.width]


def _dev_engines(document: JsonDocument) -> Iterator[Evidence]:
    """Yield `devEngines.runtime`, which is an object, or a list in which the entry named node counts."""
    runtime = document.get("devEngines", "runtime")
    entries = list(enumerate(runtime)) if isinstance(runtime, list) else [(None, runtime)]
    for index, entry in entries:
        if not isinstance(entry, dict) or str(entry.get("name", "")).lower() != "node":
            continue
        keys: tuple[str | int, ...] = ("devEngines", "runtime", *([] if index is None else [index]), "version")
        version = entry.get("version")
        if isinstance(version, str):
            yield declaration(
                version,
                npm.parse_range,
                family="node",
                source="devEngines.runtime",
                place=document.place(*keys),
                key="devEngines.runtime.version",
                strength="range",
            )
        return


def _volta(tree: Tree, document: JsonDocument) -> Iterator[Found]:
    """Yield `volta.node`, also from another file of the project that `volta.extends` names."""
    path, note = FILE, None
    for _ in range(_EXTENDS_LIMIT):
        value = document.get("volta", "node")
        if isinstance(value, str):
            yield declaration(
                value,
                _pinned,
                family="node",
                source="volta.node",
                place=document.place("volta", "node"),
                key="volta.node",
                strength="pin",
                note=note,
            )
            return
        extends = document.get("volta", "extends")
        if not isinstance(extends, str):
            return
        origin = document.place("volta", "extends")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), extends))
        following = None if path.startswith(("../", "/")) else tree.load(path, json.parse)
        if following is None:
            yield Evidence(
                "node", "volta.node", origin, "volta.extends", extends, "hint",
                note="it names a file that is not part of the upload",
            )  # fmt: skip
            return
        document, note = following, f"through volta.extends in {origin.path}:{origin.line}"


def _pinned(text: str) -> VersionSet:
    return node.parse_pin(text).versions


def _pnpm(document: JsonDocument) -> Iterator[Evidence]:
    value = document.get("pnpm", "executionEnv", "nodeVersion")
    if isinstance(value, str):
        yield declaration(
            value,
            _pinned,
            family="node",
            source="pnpm.executionEnv.nodeVersion",
            place=document.place("pnpm", "executionEnv", "nodeVersion"),
            key="pnpm.executionEnv.nodeVersion",
            strength="pin",
        )


def _hints(document: JsonDocument) -> Iterator[Evidence]:
    """Yield the hints: the major version of `@types/node`, and the package manager."""
    for table in ("devDependencies", "dependencies"):
        value = document.get(table, "@types/node")
        match = _MAJOR.match(value) if isinstance(value, str) else None
        if isinstance(value, str) and match is not None and len(match[1]) <= 3:
            major = int(match[1])
            yield Evidence(
                "node", "@types/node", document.place(table, "@types/node"), f"{table}.@types/node", value, "hint",
                versions=npm.parse_range(f"{major}.x"), note="the types may be newer or older than the runtime",
            )  # fmt: skip
            break
    manager = document.get("packageManager")
    if isinstance(manager, str):
        yield Evidence(
            "node", "packageManager", document.place("packageManager"), "packageManager", manager, "hint",
            versions=EVERY, note="it picks the installer, not the runtime",
        )  # fmt: skip
