"""Finds members and catalogs of the workspace that the manifests of a Node.js project name and that do not exist.

`workspace:` names another member (pnpm.io/workspaces, yarnpkg.com/features/workspaces, bun.sh/docs/install/workspaces),
`catalog:` a range of the workspace (pnpm.io/catalogs). A lock file links members whose folder may be left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.values import table, text
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON, PNPM_WORKSPACE, YARNRC_YML
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
_RUNTIME = ("dependencies", "optionalDependencies")
_WORKSPACE, _CATALOG = "workspace:", "catalog:"


@frozen
class Absent:
    """One dependency whose target is not part of the project."""

    name: str
    spec: str
    location: Location


Catalogs = Mapping[str, Mapping[str, object]]


def absent(
    tree: Tree, manifests: Iterable[tuple[str, JsonDocument]], names: Container[str], locks: Iterable[Lock]
) -> Iterator[Absent]:
    """Yield the dependencies of the manifests, each given with its folder, that the project does not contain.

    `names` are those of all packed manifests.
    """
    found = list(manifests)
    known_catalogs = None
    links = {name: folder for lock in locks for name, folder in _links(lock).items()}
    for folder, document in found:
        lacking: dict[str, Absent | None] = {}
        for kind in _SECTIONS:
            for name, spec in document.table(kind).items():
                if not isinstance(spec, str):
                    continue
                if spec.startswith(_CATALOG):
                    known_catalogs = catalogs(tree, found[0][1]) if known_catalogs is None else known_catalogs
                    lacks = name not in known_catalogs.get(spec.removeprefix(_CATALOG).strip() or "default", {})
                elif spec.startswith(_WORKSPACE):
                    lacks = not _has_member(tree, folder, name, spec, names)
                else:
                    lacks = kind in _RUNTIME and name in links and _left_out(tree, links[name])
                # Of a package in two sections only one counts, and which one depends on the manager.
                known = lacking.get(name, Absent(name, spec, document.place(kind, name)) if lacks else None)
                lacking[name] = known if lacks else None
        yield from (each for each in lacking.values() if each is not None)


def _has_member(tree: Tree, folder: str, name: str, spec: str, names: Container[str]) -> bool:
    """Return whether a member is packed: by its name, by its alias (`workspace:other@*`), or by Yarn's path."""
    rest = spec.removeprefix(_WORKSPACE)
    if name in names or rest.rpartition("@")[0] in names:
        return True
    paths = {posixpath.normpath(rest), posixpath.normpath(posixpath.join(folder, rest))}
    return any(tree.has(f"{path}/{PACKAGE_JSON}") for path in paths)


def _left_out(tree: Tree, folder: str) -> bool:
    """Return whether a folder has a manifest that is not packed."""
    path = f"{folder}/{PACKAGE_JSON}"
    return not tree.has(path) and path in tree.excluded


def _links(lock: Lock) -> dict[str, str]:
    """Return the folder of each member that a lock file links, by its name."""
    found: dict[str, str] = {}
    if lock.manager == "npm":
        for key, entry in table(lock.data, "packages").items():
            folder = text(table(entry).get("resolved"))
            if folder and isinstance(entry, dict) and entry.get("link") is True:
                found[key.rpartition("node_modules/")[2]] = posixpath.normpath(folder.removeprefix("file:"))
    elif lock.manager == "bun":
        for folder, entry in table(lock.data, "workspaces").items():
            if folder and (name := text(table(entry).get("name"))):
                found[name] = folder
    elif lock.manager == "pnpm":
        for folder, importer in table(lock.data, "importers").items():
            for kind in _RUNTIME:
                for name, entry in table(importer, kind).items():
                    version = text(table(entry).get("version")) or ""
                    if version.startswith("link:"):
                        found[name] = posixpath.normpath(posixpath.join(folder, version.removeprefix("link:")))
    elif lock.format_version != "1":
        for entry in lock.data.values():
            name, inside, folder = (text(table(entry).get("resolution")) or "").rpartition("@workspace:")
            if inside and folder != ".":
                found[name] = folder
    return found


def catalogs(tree: Tree, root: JsonDocument) -> dict[str, Mapping[str, object]]:
    """Return the catalogs that the project declares; `default` is the one without a name."""
    from justpack.tree.documents import yaml  # loaded only if a catalog is named

    found: dict[str, Mapping[str, object]] = {}
    places: list[Mapping[str, object]] = [table(root.data), root.table("workspaces")]
    for path in filter(tree.has, (PNPM_WORKSPACE, YARNRC_YML)):
        try:
            document = tree.load(path, yaml.parse)
        except ManifestError:
            continue
        if document is not None:
            places.append(table(document.plain()))
    for place in places:
        for name, entries in {"default": place.get("catalog"), **table(place, "catalogs")}.items():
            found[name] = {**found.get(name, {}), **table(entries)}
    return found
