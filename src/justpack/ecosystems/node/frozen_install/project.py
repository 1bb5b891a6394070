"""The input of a frozen install of Node.js packages: the manifests of the project and of its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from justpack.ecosystems.node import workspaces
from justpack.ecosystems.values import text
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.facts.manifests import PACKAGE_JSON
from justpack.tree.documents import json
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree
from justpack.versions import npm

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
PEERS = "peerDependencies"


@dataclass(frozen=True)
class Project:
    """The manifests that an install reads beside its lock file."""

    tree: Tree
    root: JsonDocument
    members: Mapping[str, JsonDocument]
    """The readable manifests of the members by folder; the root is not among them."""
    excluded: frozenset[str] = frozenset()
    """The folders of members that exist and are not packed."""

    def manifests(self) -> Iterator[tuple[str, JsonDocument]]:
        """Yield the manifest of the root, with the folder "", and those of the members."""
        yield "", self.root
        yield from self.members.items()

    def names(self) -> dict[str, str]:
        """Return the folder of each member by its name."""
        named = ((text(document.get("name")), folder) for folder, document in self.members.items())
        return {name: folder for name, folder in named if name}


_MEMBERS = {"pnpm": workspaces.pnpm_members, "yarn": workspaces.yarn_members}


def read(tree: Tree, root: JsonDocument, manager: str) -> Project:
    """Return the project of a package manager; a member whose manifest cannot be read is left out."""
    try:
        folders = _MEMBERS.get(manager, workspaces.npm_members)(tree)
    except ManifestError:
        folders = []
    members: dict[str, JsonDocument] = {}
    excluded: set[str] = set()
    for folder in folders:
        path = f"{folder}/{PACKAGE_JSON}"
        try:
            document = tree.load(path, json.parse)
        except ManifestError:
            continue
        if document is not None and isinstance(document.data, dict):
            members[folder] = document
        elif path in tree.excluded:
            excluded.add(folder)
    return Project(tree, root, members, frozenset(excluded))


def section(document: JsonDocument, name: str) -> dict[str, str]:
    """Return the dependencies of one section of a manifest, without those whose range is not a text."""
    return {key: spec for key, spec in document.table(name).items() if isinstance(spec, str)}


def merged(document: JsonDocument, sections: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return section and range of each dependency; of a package in two sections, the later section in the order."""
    return {name: (kind, spec) for kind in sections for name, spec in section(document, kind).items()}


def optional_peers(document: JsonDocument) -> set[str]:
    """Return the names of the peer dependencies that are marked as optional."""
    meta = document.table("peerDependenciesMeta")
    return {name for name, entry in meta.items() if isinstance(entry, dict) and entry.get("optional") is True}


def satisfies(version: str, spec: str) -> bool | None:
    """Return whether a version satisfies an npm range, or None if the range or the version is of another kind."""
    if "-" in version or "-" in spec.replace(" - ", ""):
        return None
    try:
        return npm.parse_version(version) in npm.parse_range(spec)
    except VersionSyntaxError:
        return None


def is_range(spec: str) -> bool:
    """Return whether a text is a range of npm's semver."""
    try:
        npm.parse_range(spec)
    except VersionSyntaxError:
        return False
    return True


def intersect(one: str, other: str) -> bool | None:
    """Return whether two ranges have a version in common, or None if one of them is not a range."""
    try:
        return bool(npm.parse_range(one) & npm.parse_range(other))
    except VersionSyntaxError:
        return None


def manifest_path(folder: str) -> str:
    """Return the path of the manifest in a folder."""
    return f"{folder}/{PACKAGE_JSON}" if folder else PACKAGE_JSON
