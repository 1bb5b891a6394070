"""The settings of pnpm that its lock file repeats, as each major version of pnpm reads them.

Up to version 10 they stand in the `pnpm` table of package.json and in .npmrc; since version 10 also in
pnpm-workspace.yaml, and since version 11 only there (pnpm.io/settings).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from justpack.ecosystems.node import npmrc
from justpack.ecosystems.node.frozen_install import pnpm_overrides
from justpack.ecosystems.node.frozen_install.project import SECTIONS, Project, section
from justpack.ecosystems.values import table, text, texts
from justpack.errors import ManifestError
from justpack.facts.manifests import PNPM_WORKSPACE
from justpack.model import Location
from justpack.tree.documents import yaml

_PINNED = re.compile(r"pnpm@(?P<major>\d+)\.")
_FALSE = "false"
_SINCE_9 = frozenset({"packages", "catalog", "catalogs"})
"""The keys of pnpm-workspace.yaml that pnpm 9 reads."""


@dataclass(frozen=True)
class PnpmSettings:
    """The settings of one major version."""

    major: int
    manifest: Mapping[str, object]
    """The `pnpm` table of package.json; empty if this version does not read it."""
    workspace: Mapping[str, object]
    """pnpm-workspace.yaml; only its packages and catalogs if this version does not read the rest."""
    rc: Mapping[str, str]
    """The keys of .npmrc; empty if this version does not read them."""
    project: Project

    def table(self, name: str) -> Mapping[str, object]:
        """Return a table of the settings; pnpm-workspace.yaml wins over package.json."""
        return table(self.workspace if name in self.workspace else self.manifest, name)

    def list(self, name: str) -> tuple[str, ...]:
        """Return a list of texts of the settings."""
        return texts((self.workspace if name in self.workspace else self.manifest).get(name))

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a switch of the settings."""
        dashed = re.sub(r"[A-Z]", lambda match: "-" + match.group().lower(), name)
        value = text(self.workspace.get(name)) or self.rc.get(dashed)
        return default if value is None else value != _FALSE

    def lacks_packages(self) -> bool:
        """Return whether pnpm-workspace.yaml names no packages, which pnpm 9 refuses."""
        return self.project.tree.has(PNPM_WORKSPACE) and not texts(self.workspace.get("packages"))

    def catalogs(self) -> dict[str, Mapping[str, object]]:
        """Return the catalogs by name; `catalog` is the one named `default`."""
        found = {name: table(self.workspace, "catalogs", name) for name in table(self.workspace, "catalogs")}
        if "catalog" in self.workspace:
            found["default"] = table(self.workspace, "catalog")
        return found

    def overrides(self) -> dict[str, str]:
        """Return the overrides with references to the root's ranges and to catalogs resolved."""
        own = table(self.workspace, "overrides") if "overrides" in self.workspace else None
        if own is None:
            own = {**self.project.root.table("resolutions")} if self.major < 11 else {}
            own = {**own, **table(self.manifest, "overrides")}
        direct = {
            name: spec
            for kind in (SECTIONS[1], SECTIONS[0], SECTIONS[2])
            for name, spec in section(self.project.root, kind).items()
        }
        return {key: self._resolved(key, value, direct) for key, value in own.items() if isinstance(value, str)}

    def _resolved(self, key: str, value: str, direct: Mapping[str, str]) -> str:
        if value.startswith("$"):
            return direct.get(value[1:], value)
        if value.startswith("catalog:"):
            entries = table(self.catalogs(), value[8:].strip() or "default")
            return text(entries.get(pnpm_overrides.target(key))) or value
        return value

    def place(self, name: str) -> Location | None:
        """Return where a setting is declared, or None if it is not."""
        if name in self.workspace:
            return Location(PNPM_WORKSPACE)
        if name in self.manifest:
            return self.project.root.place("pnpm", name)
        return None


def majors(project: Project, lock_version: str) -> tuple[int, ...]:
    """Return the major versions of pnpm that may read the lock file: the pinned one, or those that write its format."""
    pinned = _PINNED.match(text(project.root.get("packageManager")) or "")
    if pinned is not None:
        return (int(pinned["major"]),)
    if lock_version.startswith("6"):
        return (8,)
    if lock_version.startswith("5"):
        return (7,)
    # Settings in pnpm-workspace.yaml are written for version 10 or later.
    return (10, 11, 12) if set(_workspace(project)) - _SINCE_9 else (9, 10, 11, 12)


def _workspace(project: Project) -> Mapping[str, object]:
    document = project.tree.load(PNPM_WORKSPACE, yaml.parse)
    return table(document.plain()) if document is not None else {}


def read(project: Project, major: int) -> PnpmSettings:
    """Return the settings as one version reads them. Raises ManifestError if a file cannot be read."""
    workspace = _workspace(project)
    if major < 10:
        workspace = {key: value for key, value in workspace.items() if key in _SINCE_9}
    manifest = project.root.table("pnpm") if major < 11 else {}
    rc = {key: value for key, (value, _) in npmrc.read(project.tree).items()} if major < 11 else {}
    return PnpmSettings(major, manifest, workspace, rc, project)


def readable(project: Project) -> bool:
    """Return whether the files of the settings can be read; other rules report those that cannot."""
    try:
        read(project, 10)
    except ManifestError:
        return False
    return True
