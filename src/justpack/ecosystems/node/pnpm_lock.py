"""What does pnpm-lock.yaml lock?

Versions 5 to 9 (github.com/pnpm/spec, lockfile). Up to 6 each package says whether only development needs it; 9 parts
`packages` (what they are) from `snapshots` (what they need), so that is followed from the importers on. pnpm 11 puts a
document of its own before that of the project: itself and its configurational dependencies, locked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.values import not_a_lock, refuse_conflict, table, text, texts
from justpack.tree.documents import text as documents
from justpack.tree.documents import yaml
from justpack.tree.documents.yaml import YamlDocument

_KEY = re.compile(r"/?(?P<name>(?:@[^/@]+/)?[^/@(]+)[@/](?P<version>[^(_]+)")
_KINDS = ("optionalDependencies", "devDependencies", "dependencies")


def parse(path: str, data: bytes) -> Lock:
    """The lock. Raises ManifestError."""
    refuse_conflict(documents.parse(path, data), "pnpm install")
    document = yaml.parse(path, data, last=True)
    plain = document.plain()
    if not isinstance(plain, dict) or "lockfileVersion" not in plain:
        raise not_a_lock(path, "it names no lockfileVersion")
    importers = table(plain, "importers") or {".": plain}
    snapshots = table(plain, "snapshots")
    needed = _reached(importers, snapshots) if snapshots else None
    packages = tuple(_packages(document, table(plain, "packages"), snapshots, needed))
    free = {"*"} if "pnpmfileChecksum" in plain else {_bare(name) for name in table(plain, "overrides")}
    return Lock(
        document.text,
        "pnpm",
        "node",
        text(plain["lockfileVersion"]) or "",
        packages,
        direct=_direct(table(importers, "."), table(plain, "specifiers")),
        members={path: _direct(table(importers, path), {}) for path in importers if path != "."},
        overridden=frozenset(free),
        data=plain,
    )


def _direct(importer: Mapping[str, object], specifiers: Mapping[str, object]) -> dict[str, str]:
    """The ranges as package.json had them when it was locked: beside each version, or in a list of their own (5)."""
    found = {name: spec for name, spec in specifiers.items() if isinstance(spec, str)}
    found |= {name: spec for name, spec in table(importer, "specifiers").items() if isinstance(spec, str)}
    for kind in _KINDS:
        for name, entry in table(importer, kind).items():
            spec = text(table(entry).get("specifier"))
            if spec is not None:
                found[name] = spec
    return found


def _packages(
    document: YamlDocument, packages: Mapping[str, object], snapshots: Mapping[str, object], needed: set[str] | None
) -> Iterator[LockedPackage]:
    places = document.offsets("packages")
    optional: dict[str, bool] = {}
    for key, snapshot in snapshots.items():
        bare = key.partition("(")[0]
        optional[bare] = optional.get(bare, True) and table(snapshot).get("optional") == "true"
    for key, value in packages.items():
        entry = table(value)
        match = _KEY.match(key)
        name, version = text(entry.get("name")), text(entry.get("version"))
        resolution = table(entry, "resolution")
        yield LockedPackage(
            name=name or (match["name"] if match else key),
            version=version or (match["version"] if match else ""),
            at=places.get(key, key),
            node_range=text(table(entry, "engines").get("node")),
            resolved=text(resolution.get("tarball")) or text(resolution.get("directory")),
            optional=optional.get(key, entry.get("optional") == "true"),
            dev=entry.get("dev") == "true" if needed is None else key not in needed,
            os=texts(entry.get("os")),
            linked=resolution.get("type") == "directory",
        )


def _reached(importers: Mapping[str, object], snapshots: Mapping[str, object]) -> set[str]:
    """The packages, without the suffix that tells their peers, that some importer needs in production."""
    ahead: list[tuple[str, str]] = []
    for importer in importers.values():
        for kind in ("dependencies", "optionalDependencies"):
            for name, entry in table(importer, kind).items():
                ahead.append((name, text(table(entry).get("version")) or ""))
    seen: set[str] = set()
    while ahead:
        name, version = ahead.pop()
        key = f"{name}@{version}"
        if key not in snapshots:
            key = version  # an alias: the version is the whole key
        if key in seen or key not in snapshots:
            continue
        seen.add(key)
        for kind in ("dependencies", "optionalDependencies"):
            ahead += [(below, text(at) or "") for below, at in table(snapshots[key], kind).items()]
    return {key.partition("(")[0] for key in seen}


def _bare(selector: str) -> str:
    """The name that an override is about: `a>b@^1` is about b (pnpm.io/settings, overrides)."""
    last = selector.rpartition(">")[2].strip()
    return "@" + last[1:].partition("@")[0] if last.startswith("@") else last.partition("@")[0]
