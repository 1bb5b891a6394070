"""What `pnpm install --frozen-lockfile` says about pnpm-lock.yaml (pnpm.io/cli/install; read in pnpm 9 to 12).

It compares the settings that the lock file repeats, then the ranges and the sections of each project with its entry
under `importers`, and stops at a package that an entry needs and the lock file does not contain. Which version of pnpm
will read the lock file is known only if package.json pins it; what stops only some of them is not reported.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.node.frozen_install import pnpm_overrides, pnpm_settings
from justpack.ecosystems.node.frozen_install.pnpm_settings import PnpmSettings
from justpack.ecosystems.node.frozen_install.project import PEERS, SECTIONS, Project, manifest_path, satisfies, section
from justpack.ecosystems.values import table, text, texts
from justpack.facts.manifests import PNPM_WORKSPACE, names
from justpack.model import Location
from justpack.tree.documents.json import JsonDocument

_MISMATCH = "ERR_PNPM_LOCKFILE_CONFIG_MISMATCH"
_SHA256 = re.compile("[0-9a-f]{64}")


def faults(lock: Lock, project: Project) -> Iterator[LockFault]:
    """Yield what stops every version of pnpm that may read the lock file, as the newest one says it."""
    if not pnpm_settings.readable(project):
        return
    found: list[LockFault] = []
    for major in pnpm_settings.majors(project, lock.format_version):
        found = list(_Install(lock, project, pnpm_settings.read(project, major)).faults())
        if not found:
            return
    yield from found


class _Install:
    """One comparison of a lock file with the manifests and the settings of one version of pnpm."""

    def __init__(self, lock: Lock, project: Project, settings: PnpmSettings) -> None:
        self.lock, self.project, self.settings = lock, project, settings
        self.importers = table(lock.data, "importers") or {".": lock.data}
        self.overrides = settings.overrides()
        self.parsed = pnpm_overrides.parse(self.overrides)
        recorded = text(table(lock.data, "settings").get("autoInstallPeers"))
        self.peers = recorded == "true" if recorded else settings.major >= 8
        self.hooks = [name for name in names("settings", tool="pnpm") if "pnpmfile" in name]
        self.hooked = "pnpmfileChecksum" in lock.data or any(project.tree.has(name) for name in self.hooks)

    def faults(self) -> Iterator[LockFault]:
        """Yield what stops the install; a setting that differs stops it before anything else is compared."""
        if self.settings.major == 9 and self.settings.lacks_packages():
            yield LockFault(f"packages field missing or empty in {PNPM_WORKSPACE}", Location(PNPM_WORKSPACE))
            return
        setting = self._setting() if self.settings.major >= 9 else None
        if setting is not None:
            name, place = setting
            message = f"{_MISMATCH}: the current {name!r} configuration does not match {self.lock.path}"
            yield LockFault(message, place or Location(self.lock.path), Location(self.lock.path) if place else None)
            return
        if self.hooked:
            return
        for folder, document in self.project.manifests():
            yield from self._importer(folder, document)
        yield from self._broken()

    # --- settings ---

    def _setting(self) -> tuple[str, Location | None] | None:
        """Return the first setting that the lock file has otherwise, and where it is declared."""
        data, settings = self.lock.data, self.settings
        for catalog, entries in table(data, "catalogs").items():
            wanted = table(settings.catalogs(), catalog)
            for name, entry in table(entries).items():
                if text(table(entry).get("specifier")) != text(wanted.get(name)):
                    return "catalogs", settings.place("catalog") or settings.place("catalogs")
        if dict(table(data, "overrides")) != self.overrides:
            return "overrides", settings.place("overrides")
        if ("packageExtensionsChecksum" in data) != bool(settings.table("packageExtensions")):
            return "packageExtensionsChecksum", settings.place("packageExtensions")
        ignored = sorted(settings.list("ignoredOptionalDependencies"))
        if sorted(texts(data.get("ignoredOptionalDependencies"))) != ignored:
            return "ignoredOptionalDependencies", settings.place("ignoredOptionalDependencies")
        if self._patches_differ():
            return "patchedDependencies", settings.place("patchedDependencies")
        if "pnpmfileChecksum" in data and not self._pnpmfile():
            return "pnpmfileChecksum", None
        return self._switch()

    def _switch(self) -> tuple[str, Location | None] | None:
        recorded = table(self.lock.data, "settings")
        for name, default in (("autoInstallPeers", True), ("excludeLinksFromLockfile", False)):
            if name in recorded and (recorded[name] == "true") != self.settings.flag(name, default=default):
                return f"settings.{name}", self.settings.place(name)
        injected = self.settings.flag("injectWorkspacePackages", default=False)
        if self.settings.major >= 10 and (recorded.get("injectWorkspacePackages") == "true") != injected:
            return "settings.injectWorkspacePackages", self.settings.place("injectWorkspacePackages")
        return None

    def _patches_differ(self) -> bool:
        recorded, wanted = table(self.lock.data, "patchedDependencies"), self.settings.table("patchedDependencies")
        if set(recorded) != set(wanted):
            return True
        for name, entry in recorded.items():
            digest = text(entry) or text(table(entry).get("hash")) or ""
            path = text(wanted[name]) or ""
            if _SHA256.fullmatch(digest) and self.project.tree.has(path):
                data = self.project.tree.peek(path, 1 << 20) or b""
                if hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() != digest:
                    return True
        return False

    def _pnpmfile(self) -> bool:
        """Return whether a file of hooks may be read: one of the usual names, or one that a setting names."""
        named = "pnpmfile" in self.settings.workspace or any("pnpmfile" in key for key in self.settings.rc)
        return named or any(self.project.tree.has(name) for name in self.hooks)

    # --- projects ---

    def _importer(self, folder: str, document: JsonDocument) -> Iterator[LockFault]:
        importer = table(self.importers, folder or ".")
        name, version = text(document.get("name")) or "", text(document.get("version")) or ""
        if name and any(_bare(key) == name for key in self.settings.table("packageExtensions")):
            return
        unsure: set[str] = set()
        sections: dict[str, dict[str, str]] = {}
        for kind in SECTIONS:
            found, doubt = pnpm_overrides.applied(self.parsed, name, version, section(document, kind))
            sections[kind] = found
            unsure |= doubt
        for pattern in self.settings.list("ignoredOptionalDependencies"):
            if "*" in pattern or pattern.startswith("!"):
                unsure |= set(sections["optionalDependencies"])
            elif sections["optionalDependencies"].pop(pattern, None) is not None:
                sections["dependencies"].pop(pattern, None)
        if self.peers:
            peers = section(document, PEERS)
            unsure |= {each.name for each in self.parsed if each.name in peers}
            others = {key for kind in SECTIONS for key in sections[kind]}
            added = {key: spec for key, spec in peers.items() if key not in others}
            sections["dependencies"] = {**added, **sections["dependencies"]}
        yield from self._compared(folder, document, importer, sections, unsure)

    def _compared(
        self,
        folder: str,
        document: JsonDocument,
        importer: Mapping[str, object],
        sections: Mapping[str, Mapping[str, str]],
        unsure: set[str],
    ) -> Iterator[LockFault]:
        path = manifest_path(folder)
        recorded = self._recorded(importer)
        links = (table(self.lock.data, "settings").get("excludeLinksFromLockfile")) == "true"
        seen: set[str] = set()
        for kind in ("optionalDependencies", "dependencies", "devDependencies"):
            for name, spec in sections[kind].items():
                if name in seen or name in unsure or (links and spec.startswith("link:")):
                    continue
                seen.add(name)
                place = document.place(kind, name)
                if name == place.path or name not in document.table(kind):
                    place = document.place(PEERS, name)
                if name not in recorded:
                    yield self._outdated(f"{path} has {name}@{spec}, which the lock file does not", place)
                    continue
                locked_kind, specifier, version = recorded[name]
                if specifier != spec:
                    yield self._outdated(f"the lock file has {name}@{specifier}, {path} has {name}@{spec}", place)
                elif locked_kind != kind:
                    yield self._outdated(f"the lock file has {name} under {locked_kind}, {path} under {kind}", place)
                elif satisfies(version.partition("(")[0], spec) is False:
                    yield self._outdated(f"version {version} of {name} does not satisfy {spec}", place)
        for name, (_, specifier, _) in recorded.items():
            if name not in seen and name not in unsure and not (links and specifier.startswith("link:")):
                message = f"the lock file has {name}@{specifier}, which {path} does not"
                yield self._outdated(message, Location(path))
        if table(importer, "dependenciesMeta") != _plain(document.table("dependenciesMeta")):
            yield self._outdated(f"dependenciesMeta of {path} differs", document.place("dependenciesMeta"))
        directory = text(document.get("publishConfig", "directory"))
        if text(importer.get("publishDirectory")) != directory:
            yield self._outdated(f"publishConfig.directory of {path} differs", document.place("publishConfig"))

    def _recorded(self, importer: Mapping[str, object]) -> dict[str, tuple[str, str, str]]:
        """Return section, specifier and version of each dependency that the lock file has for a project."""
        specifiers = table(importer, "specifiers")
        found: dict[str, tuple[str, str, str]] = {}
        for kind in SECTIONS:
            for name, entry in table(importer, kind).items():
                own = text(table(entry).get("specifier"))
                version = text(table(entry).get("version")) or text(entry) or ""
                found[name] = (kind, own if own is not None else text(specifiers.get(name)) or "", version)
        return found

    def _outdated(self, reason: str, place: Location) -> LockFault:
        return LockFault(f"ERR_PNPM_OUTDATED_LOCKFILE: {reason}", place, Location(self.lock.path))

    # --- the lock file itself ---

    def _broken(self) -> Iterator[LockFault]:
        """Yield the packages that an installed entry needs and the lock file does not contain (formats 6 and 9).

        pnpm follows the entries from the projects: an entry that nothing needs may be incomplete.
        """
        if self.lock.format_version.startswith("5"):
            return
        packages = table(self.lock.data, "packages")
        snapshots = table(self.lock.data, "snapshots") if "snapshots" in self.lock.data else packages
        ahead: list[tuple[str, str]] = []
        for folder in [folder or "." for folder, _ in self.project.manifests()]:
            importer = table(self.importers, folder)
            ahead += [(name, version) for name, (_, _, version) in self._recorded(importer).items()]
        told: set[str] = set()
        seen: set[str] = set()
        for name, version in ahead:  # grows while it is read
            if not version or version.startswith(("link:", "file:")):
                continue
            keys = (f"{name}@{version}", version, f"/{name}@{version}", f"/{version}")
            key = next((each for each in keys if each in snapshots), None)
            if key is None or (key not in packages and key.partition("(")[0] not in packages):
                if version not in told:
                    told.add(version)
                    missing = f"no entry for '{name}@{version}' in {self.lock.path}"
                    yield LockFault(f"ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY: {missing}", Location(self.lock.path))
                continue
            if key not in seen:
                seen.add(key)
                for kind in ("dependencies", "optionalDependencies"):
                    ahead += [(each, text(locked) or "") for each, locked in table(snapshots[key], kind).items()]


def _bare(selector: str) -> str:
    return selector[:1] + selector[1:].partition("@")[0]


def _plain(value: object) -> object:
    """Return a value of JSON with its scalars as YAML's reader gives them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
