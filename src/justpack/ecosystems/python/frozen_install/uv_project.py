"""The manifests of a uv project and of its workspace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.python import workspaces
from justpack.ecosystems.python.frozen_install.uv_requirements import Lowering, Recorded
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, tables, text, texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PYPROJECT_TOML, UV_TOML
from justpack.model import Location
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

GROUPS_LIMIT = 200
"""Largest number of groups that are followed from one group."""
REQUIREMENTS_LIMIT = 50_000
"""Largest number of requirements of all groups, counted again in each group that includes them."""


@dataclass(frozen=True)
class Part:
    """The root, a member of the workspace or another folder that the project requires by its path."""

    folder: str
    """From the root on; "" is the root."""
    document: TomlDocument
    member: bool

    @cached_property
    def name(self) -> str:
        """The normalized name; "" for a root without a project."""
        written = text(self.document.get("project", "name"))
        return normalized(written) if written else ""

    @cached_property
    def dynamic(self) -> frozenset[str]:
        return frozenset(texts(self.document.get("project", "dynamic")))

    @property
    def is_managed(self) -> bool:
        """Whether uv manages the project (docs.astral.sh/uv, settings: managed)."""
        return self.document.get("tool", "uv", "managed") is not False

    @cached_property
    def is_package(self) -> bool | None:
        """Whether uv builds it; None if the setting has the wrong type."""
        setting = self.document.get("tool", "uv", "package")
        if setting is not None:
            return setting if isinstance(setting, bool) else None
        return bool(self.document.table("build-system"))

    @cached_property
    def written_groups(self) -> Mapping[str, str]:
        """The names of the groups as written, by their normalized names."""
        return {normalized(name): name for name in self.document.table("dependency-groups")}

    def requirements(self, project: UvProject) -> list[Recorded] | None:
        """Return the dependencies and those of the extras; None if one of them cannot be read."""
        if not self.document.table("project"):
            return None
        found = self.read(project, self.document.get("project", "dependencies"))
        for extra, listed in self.document.table("project", "optional-dependencies").items():
            more = self.read(project, listed, extra)
            if found is None or more is None:
                return None
            found += more
        return found

    def read(self, project: UvProject, listed: object, extra: str | None = None) -> list[Recorded] | None:
        """Return the requirements of a list; None if one of them cannot be read."""
        if listed is None:
            return []
        if not isinstance(listed, list):
            return None
        found: list[Recorded] = []
        for each in listed:
            recorded = project.lowering(self).read(each, extra) if isinstance(each, str) else None
            if recorded is None:
                return None
            found.append(recorded)
        return found

    def groups(self, project: UvProject) -> dict[str, list[Recorded]] | None:
        """Return the requirements of each group and those it includes; None if one is not valid, or for too many."""
        groups = {normalized(name): listed for name, listed in self.document.table("dependency-groups").items()}
        older = self.document.get("tool", "uv", "dev-dependencies")
        if older is not None:
            mine = groups.get("dev", [])
            if not isinstance(older, list) or not isinstance(mine, list):
                return None
            groups["dev"] = [*mine, *older]
        found: dict[str, list[Recorded]] = {}
        left = REQUIREMENTS_LIMIT
        for name in groups:
            written = _flat(groups, name)
            left -= len(written or ())
            recorded = None if written is None or left < 0 else self.read(project, written)
            if recorded is None:
                return None
            found[name] = recorded
        return found

    def place(self, written: str, keys: tuple[str, ...]) -> Location:
        """Return the location of a requirement, or of the list that contains it."""
        text = self.document.text
        start = text.text.find(written) if written else -1
        return text.place(start, start + len(written)) if start >= 0 else self.document.place(*keys)


def _flat(groups: Mapping[str, object], name: str) -> list[object] | None:
    """Return the requirements of a group with those of the included groups; None if an included group is unknown."""
    found: list[object] = []
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        current = ahead.pop()
        if current in seen:
            continue
        seen.add(current)
        listed = groups.get(current)
        if not isinstance(listed, list) or len(seen) > GROUPS_LIMIT:
            return None
        for each in listed:
            included = text(table(each).get("include-group"))
            if included is not None:
                ahead.append(normalized(included))
            else:
                found.append(each)
    return found


@dataclass(frozen=True)
class UvProject:
    """The manifests that uv reads for a lock file."""

    root: Part
    parts: tuple[Part, ...]
    all_read: bool
    """Whether the manifests of all members could be read."""
    configured: bool
    """Whether the settings of `[tool.uv]` count, because there is no uv.toml, which replaces most of them."""
    _lowerings: dict[str, Lowering] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> set[str]:
        """The normalized names of the root and of the members."""
        return {part.name for part in self.parts if part.name and part.member}

    def lowering(self, part: Part) -> Lowering:
        """Return the reader of the requirements of one manifest."""
        if part.folder not in self._lowerings:
            sources = dict(self.root.document.table(*workspaces.SOURCES)) if part.member else {}
            sources = {normalized(name): value for name, value in sources.items()}
            own = {normalized(name): value for name, value in part.document.table(*workspaces.SOURCES).items()}
            inherited = {name: value for name, value in sources.items() if name not in own}
            members = {each.name: each.folder or "." for each in self.parts if each.name and each.member}
            folders = dict.fromkeys(inherited, "") | dict.fromkeys(own, part.folder)
            self._lowerings[part.folder] = Lowering(inherited | own, folders, members, self._indexes(part))
        return self._lowerings[part.folder]

    def _indexes(self, part: Part) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.configured:
            for document in (self.root.document, part.document):
                for each in tables(document.get("tool", "uv", "index")):
                    found[text(each.get("name")) or ""] = text(each.get("url")) or ""
        return found

    def locked(self, lock: Lock, part: Part) -> LockedPackage | None:
        """Return the entry of a part in the lock file."""
        return next((each for each in lock.packages if each.linked and each.name == part.name), None)


def read(tree: Tree, document: TomlDocument) -> UvProject | None:
    """Return the project; None if the workspace cannot be read, or if uv leaves the project alone.

    uv omits a member with `managed = false` from the workspace.
    """
    root = Part("", document, member=True)
    if not root.is_managed:
        return None
    try:
        folders = workspaces.members(tree)
    except ManifestError:
        return None
    parts = {"": root}
    complete = True
    for folder in folders:
        part = _part(tree, folder, member=True)
        if part is not None:
            if part.is_managed:
                parts.setdefault(folder, part)
        elif tree.has(f"{folder}/{PYPROJECT_TOML}"):
            complete = False
    for folder in list(_paths(root)):
        if folder not in parts and (part := _part(tree, folder, member=False)) is not None:
            parts[folder] = part
    return UvProject(root, tuple(parts.values()), complete, not tree.has(UV_TOML))


def _part(tree: Tree, folder: str, *, member: bool) -> Part | None:
    try:
        document = tree.load(f"{folder}/{PYPROJECT_TOML}", toml.parse)
    except ManifestError:
        return None
    return None if document is None else Part(folder, document, member)


def _paths(root: Part) -> Iterator[str]:
    for value in root.document.table(*workspaces.SOURCES).values():
        path = text(table(value).get("path"))
        inside = posixpath.normpath(path) if path else ".."
        if not inside.startswith(("..", "/")) and inside != ".":
            yield inside
