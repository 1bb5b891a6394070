"""What `bun ci` says about bun.lock (bun.sh/docs/install/lockfile; read in the messages of 1.4.5).

It stops if a dependency was added or removed, if the locked version does not satisfy a changed range, if the overrides
or the catalog changed, or if a package is missing from the lock file.
"""

from __future__ import annotations

import json as stdlib
from collections.abc import Iterable, Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install.project import (
    PEERS,
    SECTIONS,
    Project,
    is_range,
    merged,
    optional_peers,
    satisfies,
)
from justpack.ecosystems.values import table, text, texts
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument

_ORDER = (PEERS, "dependencies", "devDependencies", "optionalDependencies")
"""The sections; of a package in two of them the later section wins."""
_STOPS = "lockfile had changes, but lockfile is frozen"


def faults(lock: Lock, project: Project) -> Iterator[LockFault]:
    """Yield what stops `bun ci`."""
    yield from _Install(lock, project).faults()


class _Install:
    """One comparison of a lock file with the manifests."""

    def __init__(self, lock: Lock, project: Project) -> None:
        self.lock, self.project = lock, project
        self.workspaces = table(lock.data, "workspaces")
        self.packages = table(lock.data, "packages")
        self.names = project.names()

    def faults(self) -> Iterator[LockFault]:
        """Yield the differences of settings, of each manifest, and the packages that are missing."""
        broken = list(self._broken())
        if broken:
            yield from broken
            return
        yield from self._settings()
        for folder, document in self.project.manifests():
            if folder not in self.workspaces:
                name = text(document.get("name")) or folder
                yield LockFault(f"{_STOPS}: the workspace {name} is not in {self.lock.path}", document.place("name"))
                continue
            yield from self._manifest(folder, document)
        yield from self._removed()

    def _settings(self) -> Iterator[LockFault]:
        root = self.project.root
        for key in ("overrides", "resolutions"):
            if key in table(root.data):
                wanted = {name: spec for name, spec in root.table(key).items() if isinstance(spec, str)}
                break
        else:
            key, wanted = "overrides", {}
        recorded = {name: spec for name, spec in table(self.lock.data, "overrides").items() if isinstance(spec, str)}
        if wanted != recorded:
            yield LockFault(
                f"{_STOPS}: overrides in {root.text.path} changed", root.place(key), Location(self.lock.path)
            )
        for name, entries in self._catalogs().items():
            known = table(self.lock.data, "catalogs", name) if name else table(self.lock.data, "catalog")
            for package, entry in known.items():
                if entries.get(package) != entry:
                    place = root.place("workspaces")
                    yield LockFault(f"{_STOPS}: the catalog in {root.text.path} changed: {package}", place)

    def _catalogs(self) -> dict[str, Mapping[str, object]]:
        root = self.project.root
        place: tuple[str, ...] = ("workspaces",) if isinstance(root.get("workspaces"), dict) else ()
        found: dict[str, Mapping[str, object]] = {"": root.table(*place, "catalog") or root.table("catalog")}
        named = root.table(*place, "catalogs") or root.table("catalogs")
        return {**found, **{name: table(named, name) for name in named}}

    # --- manifests ---

    def _manifest(self, folder: str, document: JsonDocument) -> Iterator[LockFault]:
        entry = table(self.workspaces, folder)
        where = f" in {folder}" if folder else ""
        name = text(document.get("name"))
        if folder and name is not None and text(entry.get("name")) != name:
            message = f"{_STOPS}: {self.lock.path} has {folder} as {text(entry.get('name'))}, not as {name}"
            yield LockFault(message, document.place("name"))
            return
        recorded = self._recorded(entry)
        optional = optional_peers(document)
        known = set(texts(entry.get("optionalPeers")))
        for name, (kind, spec) in merged(document, _ORDER).items():
            place = document.place(kind, name)
            key = self._key(folder, name)
            if kind == PEERS and name in recorded and (name in optional) != (name in known):
                yield LockFault(f"{_STOPS}: {name} changed in peerDependenciesMeta{where}", place)
            elif kind == PEERS and name in optional:
                continue
            elif key is None:
                if name not in self.names and (kind in SECTIONS[:2] or name not in recorded):
                    yield LockFault(f"{_STOPS}: {name} was added{where}", place)
            elif recorded.get(name, "").strip() != spec.strip() and not self._met(key, name, spec):
                what = f"changed from {recorded[name]} to {spec}" if name in recorded else "was added"
                yield LockFault(f"{_STOPS}: {name} {what}{where}", place)

    def _recorded(self, entry: Mapping[str, object]) -> dict[str, str]:
        """Return the range of each dependency that the lock file has for a manifest."""
        return {name: spec for kind in _ORDER for name, spec in table(entry, kind).items() if isinstance(spec, str)}

    def _met(self, key: str, name: str, spec: str) -> bool:
        """Return whether the locked package satisfies a range."""
        spec = text(self.project.root.table("overrides").get(name)) or spec.strip()
        if spec.startswith("catalog:"):
            spec = text(table(self._catalogs(), spec.removeprefix("catalog:").strip()).get(name)) or ""
        locked = _locked(self.packages.get(key))
        if spec.startswith("npm:"):
            target, _, range = spec[5:].partition("@")
            if locked[0] != spec[4:5] + target:
                return False
            spec = range
        elif locked[0] != name and not locked[1].startswith("workspace:"):
            return False
        if locked[1].startswith("workspace:"):
            return True
        return is_range(spec) and satisfies(locked[1], spec) is not False

    def _key(self, folder: str, name: str) -> str | None:
        """Return the key of the package that a manifest's dependency resolves to."""
        own = text(self.project.members[folder].get("name")) if folder else None
        if own and f"{own}/{name}" in self.packages:
            return f"{own}/{name}"
        return name if name in self.packages else None

    def _removed(self) -> Iterator[LockFault]:
        """Yield the packages that nothing needs any more: a dependency on them was removed."""
        members = dict(self.project.manifests())
        before = {folder: [*self._recorded(table(entry))] for folder, entry in self.workspaces.items()}
        now = {  # bun leaves a member that is not there as it was
            folder: [*merged(members[folder], _ORDER)] if folder in members else names
            for folder, names in before.items()
        }
        if all(set(now[folder]) >= set(names) for folder, names in before.items()):
            return
        lost = self._reached(before) - self._reached(now)
        for key, entry in self.packages.items():
            if key in lost and not _locked(entry)[1].startswith("workspace:"):
                place = self.lock.place_at(stdlib.dumps(key, ensure_ascii=False) + ": [")
                yield LockFault(f"{_STOPS}: nothing needs {key} any more", place)
                return

    def _reached(self, wanted: Mapping[str, Iterable[str]]) -> set[str]:
        """Return the keys of all packages that the dependencies of the folders need."""
        ahead: list[str] = []
        for folder, names in wanted.items():
            own = text(table(self.workspaces, folder).get("name")) or ""
            ahead += [f"{own}/{name}" if folder and f"{own}/{name}" in self.packages else name for name in names]
        seen: set[str] = set()
        while ahead:
            key = ahead.pop()
            if key in seen or key not in self.packages:
                continue
            seen.add(key)
            facts = _facts(self.packages[key])
            for kind in ("dependencies", "optionalDependencies", PEERS):
                ahead += [found for name in table(facts, kind) if (found := self._resolved(key, name)) is not None]
        return seen

    # --- the lock file itself ---

    def _broken(self) -> Iterator[LockFault]:
        """Yield the packages that a record of the lock file needs and the lock file does not contain."""
        members = {text(table(entry).get("name")) for entry in self.workspaces.values()}
        for folder, entry in self.workspaces.items():
            own = text(table(entry).get("name")) or ""
            for kind in SECTIONS[:2]:
                for name in table(entry, kind):
                    if name not in self.packages and f"{own}/{name}" not in self.packages and name not in members:
                        message = f"failed to resolve dependency '{name}' of '{own or folder}'"
                        yield LockFault(message, Location(self.lock.path))
        for key, value in self.packages.items():
            for name in table(_facts(value), "dependencies"):
                if self._resolved(key, name) is None and name not in members:
                    message = f"failed to resolve dependency '{name}' for package '{key}'"
                    yield LockFault(message, Location(self.lock.path))

    def _resolved(self, key: str, name: str) -> str | None:
        """Return the key of the package that a locked package's dependency resolves to."""
        above = key
        while above:
            if f"{above}/{name}" in self.packages:
                return f"{above}/{name}"
            above = above.rpartition("/")[0]
        return name if name in self.packages else None


def _facts(entry: object) -> Mapping[str, object]:
    return next((each for each in entry if isinstance(each, dict)), {}) if isinstance(entry, list) else {}


def _locked(entry: object) -> tuple[str, str]:
    """Return name and version of an entry."""
    if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
        return "", ""
    name, _, version = entry[0][1:].partition("@")
    return entry[0][:1] + name, version
