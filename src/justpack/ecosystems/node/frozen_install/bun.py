"""What `bun ci` says about bun.lock (bun.sh/docs/install/lockfile; read in the messages of 1.4.5).

It stops if a dependency was added or removed, if the locked version does not satisfy a changed range, if the overrides
or the catalog changed, or if a package is missing from the lock file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.node.frozen_install.project import (
    PEERS,
    SECTIONS,
    Fault,
    Project,
    is_range,
    satisfies,
    section,
)
from justpack.ecosystems.values import table, text, texts
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument

_STOPS = "lockfile had changes, but lockfile is frozen"


def faults(lock: Lock, project: Project) -> Iterator[Fault]:
    """Yield what stops `bun ci`."""
    yield from _Install(lock, project).faults()


class _Install:
    """One comparison of a lock file with the manifests."""

    def __init__(self, lock: Lock, project: Project) -> None:
        self.lock, self.project = lock, project
        self.workspaces = table(lock.data, "workspaces")
        self.packages = table(lock.data, "packages")
        self.names = project.names()

    def faults(self) -> Iterator[Fault]:
        """Yield the differences of settings, of each manifest, and the packages that are missing."""
        broken = list(self._broken())
        if broken:
            yield from broken
            return
        yield from self._settings()
        for folder, document in self.project.manifests():
            if folder not in self.workspaces:
                name = text(document.get("name")) or folder
                yield Fault(f"{_STOPS}: the workspace {name} is not in {self.lock.path}", document.place("name"))
                continue
            yield from self._manifest(folder, document)

    def _settings(self) -> Iterator[Fault]:
        root = self.project.root
        for key in ("overrides", "resolutions"):
            if key in table(root.data):
                wanted = {name: spec for name, spec in root.table(key).items() if isinstance(spec, str)}
                break
        else:
            key, wanted = "overrides", {}
        recorded = {name: spec for name, spec in table(self.lock.data, "overrides").items() if isinstance(spec, str)}
        if wanted != recorded:
            yield Fault(f"{_STOPS}: overrides in {root.text.path} changed", root.place(key), Location(self.lock.path))
        for name, entries in self._catalogs().items():
            known = table(self.lock.data, "catalogs", name) if name else table(self.lock.data, "catalog")
            for package, entry in known.items():
                if entries.get(package) != entry:
                    place = root.place("workspaces")
                    yield Fault(f"{_STOPS}: the catalog in {root.text.path} changed: {package}", place)

    def _catalogs(self) -> dict[str, Mapping[str, object]]:
        root = self.project.root
        place: tuple[str, ...] = ("workspaces",) if isinstance(root.get("workspaces"), dict) else ()
        found: dict[str, Mapping[str, object]] = {"": root.table(*place, "catalog") or root.table("catalog")}
        named = root.table(*place, "catalogs") or root.table("catalogs")
        return {**found, **{name: table(named, name) for name in named}}

    # --- manifests ---

    def _manifest(self, folder: str, document: JsonDocument) -> Iterator[Fault]:
        entry = table(self.workspaces, folder)
        path = document.text.path
        where = f" in {folder}" if folder else ""
        recorded = {
            name: spec
            for kind in (*SECTIONS, PEERS)
            for name, spec in table(entry, kind).items()
            if isinstance(spec, str)
        }
        asked = {name: (kind, spec) for kind in (*SECTIONS, PEERS) for name, spec in section(document, kind).items()}
        for name, (kind, spec) in asked.items():
            place = document.place(kind, name)
            if name not in recorded:
                yield Fault(f"{_STOPS}: {name} was added{where}", place)
            elif recorded[name].strip() != spec.strip() and not self._met(folder, name, spec):
                yield Fault(f"{_STOPS}: {name} changed from {recorded[name]} to {spec}{where}", place)
        for name in recorded.keys() - asked.keys():
            yield Fault(f"{_STOPS}: {name} was removed{where}", Location(path))

    def _met(self, folder: str, name: str, spec: str) -> bool:
        """Return whether the locked version satisfies the changed range."""
        version = self._version(folder, name)
        return version is not None and is_range(spec.strip()) and satisfies(version, spec.strip()) is not False

    def _version(self, folder: str, name: str) -> str | None:
        own = text(self.project.members[folder].get("name")) if folder else None
        for key in (f"{own}/{name}", name):
            entry = self.packages.get(key)
            if isinstance(entry, list) and entry and isinstance(entry[0], str):
                return entry[0][1:].partition("@")[2]
        return None

    # --- the lock file itself ---

    def _broken(self) -> Iterator[Fault]:
        """Yield the packages that a record of the lock file needs and the lock file does not contain."""
        for folder, entry in self.workspaces.items():
            own = text(table(entry).get("name")) or ""
            for kind in SECTIONS:
                for name in table(entry, kind):
                    if name not in self.packages and f"{own}/{name}" not in self.packages and kind != SECTIONS[2]:
                        yield Fault(
                            f"failed to resolve dependency '{name}' of '{own or folder}'", Location(self.lock.path)
                        )
        for key, entry in self.packages.items():
            facts = next((each for each in entry if isinstance(each, dict)), {}) if isinstance(entry, list) else {}
            for name in table(facts, "dependencies"):
                if not self._resolves(key, name) and name not in texts(facts.get("bundled")):
                    yield Fault(f"failed to resolve dependency '{name}' for package '{key}'", Location(self.lock.path))

    def _resolves(self, key: str, name: str) -> bool:
        parts = key
        while parts:
            if f"{parts}/{name}" in self.packages:
                return True
            parts = parts.rpartition("/")[0]
        return name in self.packages
