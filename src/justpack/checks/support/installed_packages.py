"""The installed packages among the packed files, and the runtimes that each requires.

In `node_modules`, these are the packages that the project's manifests require in production, found as Node.js finds
them (nodejs.org, modules: loading from node_modules folders; a linked package at its real path). For Python, these are
the packages whose metadata an installer wrote (packaging.python.org, recording installed projects) and packed wheels.
Nothing is executed. An unreadable manifest counts as absent; another rule reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping

from justpack.checks.context import PackageContext
from justpack.checks.support import dependencies
from justpack.checks.support.path_kinds import installed
from justpack.ecosystems.lock import runs_on_linux
from justpack.ecosystems.node.locks.npm_lock import node_range
from justpack.ecosystems.values import table, text, texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PACKAGE_JSON
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree import inner_zips
from justpack.tree.documents import json, wheel

MOST = 20_000
"""Largest number of packages that are read."""
_LIMIT = 1 << 20
"""Largest size of a manifest, in bytes."""
_MANIFEST = f"/{PACKAGE_JSON}"
_PYTHON = (".dist-info/METADATA", ".whl")
_IN_PRODUCTION = ("dependencies", "optionalDependencies", "peerDependencies")
Manifest = Mapping[str, object]


@frozen
class Installed:
    """A package that is packed with the app."""

    name: str
    version: str
    needs: str
    """The range of runtimes, as the package writes it."""
    path: str
    """The file that contains the range."""
    line: int | None = None
    """The line of the range, or None if it is not known yet; `place` finds it then."""


def of_node(context: PackageContext) -> Iterator[Installed]:
    """Yield the packages in packed `node_modules` that production needs and that run on Linux, sorted by path."""
    with context.tree.contents() as contents:
        found = _reached(context, contents.head)
    for folder, manifest in sorted(found.items()):
        needs = node_range(manifest.get("engines"))
        if needs and runs_on_linux(texts(manifest.get("os"))):
            name = text(manifest.get("name")) or folder.rpartition("node_modules/")[2]
            yield Installed(name, text(manifest.get("version")) or "", needs, folder + _MANIFEST)


def of_python(context: PackageContext) -> Iterator[Installed]:
    """Yield the packed distributions and wheels that declare the Pythons they run on."""
    paths = [each for each in context.plan.entries if each.path.endswith(_PYTHON)]
    for entry in paths[:MOST]:
        at = entry.via or entry.path
        try:
            if entry.path.endswith(".whl"):
                with inner_zips.opened(context.tree, at) as file:
                    found = wheel.read(file)
            else:
                found = wheel.metadata(context.tree.peek(at, _LIMIT) or b"")
        except (OSError, ValueError, ManifestError):
            continue
        if found.requires_python:
            yield Installed(found.name, found.version, found.requires_python, entry.path, found.line)


def place(context: PackageContext, package: Installed) -> Location:
    """Return the place of the range in the package's manifest, or the file if the place is not known."""
    if not package.path.endswith(_MANIFEST):
        return Location(package.path, package.line)
    try:
        document = context.tree.load(package.path, json.parse)
    except ManifestError:
        document = None
    return Location(package.path) if document is None else document.place("engines", "node")


def _reached(context: PackageContext, head: Callable[[str, int], bytes]) -> dict[str, Manifest]:
    """Return the manifests of all packages that production needs, by folder."""
    real = {
        entry.path.removesuffix(_MANIFEST): (entry.via or entry.path).removesuffix(_MANIFEST)
        for entry in context.plan.entries
        if entry.path.endswith(_MANIFEST) and installed(entry.path)
    }
    found: dict[str, Manifest] = {}
    ahead: list[tuple[str, str]] = []
    if real:
        for path, document in dependencies.own_manifests(context):
            home = path.removesuffix(PACKAGE_JSON).rstrip("/")
            ahead += [(home, name) for name in _needed(table(document.data))]
    while ahead and len(found) < MOST:
        folder = _resolved(*ahead.pop(), real)
        if folder is not None and folder not in found:
            found[folder] = _manifest(real[folder] + _MANIFEST, head)
            ahead += [(real[folder], name) for name in _needed(found[folder])]
    return found


def _resolved(home: str, name: str, folders: Container[str]) -> str | None:
    """Return the folder of the package that Node.js loads by that name from a source in `home`."""
    while True:
        folder = f"{home}/node_modules/{name}" if home else f"node_modules/{name}"
        if folder in folders:
            return folder
        if not home:
            return None
        home = home.rpartition("/")[0]


def _needed(manifest: Manifest) -> list[str]:
    """Return the names of the packages that a package needs when it runs."""
    optional = {name for name, about in table(manifest, "peerDependenciesMeta").items() if table(about)}
    return [name for kind in _IN_PRODUCTION for name in table(manifest, kind) if name not in optional]


def _manifest(path: str, head: Callable[[str, int], bytes]) -> Manifest:
    try:
        return table(json.parse(path, head(path, _LIMIT)).data)
    except ManifestError:
        return {}
