"""Reader of pnpm-lock.yaml.

The versions of the format are 5 to 9 (github.com/pnpm/spec, lockfile). Up to version 6 each package records whether
only development needs it. Version 9 separates `packages` from `snapshots`, which contain their dependencies, so the
dependencies are followed, beginning with the importers. pnpm 11 writes a first document for pnpm itself and its
configurational dependencies; the last document is that of the project.
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
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    refuse_conflict(documents.parse(path, data), "pnpm install")
    document = yaml.parse(path, data, last=True)
    plain = document.plain()
    if not isinstance(plain, dict) or "lockfileVersion" not in plain:
        raise not_a_lock(path, "it names no lockfileVersion")
    for section in ((), ("importers",), ("packages",), ("snapshots",)):
        twice = document.duplicate(*section)
        if twice is not None:  # a merge without conflict may leave an entry twice
            at = twice.start_mark.index
            raise document.text.malformed(f"{twice.value!r} occurs twice", at, help="run `pnpm install`")
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
    """Return the ranges that package.json had. Version 5 has a table for them, later versions a `specifier` each."""
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
    """Return the packages that an importer needs in production, without the suffix for their peer dependencies."""
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
    """Return the package that an override changes: `a>b@^1` changes b (pnpm.io/settings, overrides)."""
    last = selector.rpartition(">")[2].strip()
    return "@" + last[1:].partition("@")[0] if last.startswith("@") else last.partition("@")[0]
