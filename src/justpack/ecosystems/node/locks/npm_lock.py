"""Reader of package-lock.json and npm-shrinkwrap.json.

The versions of the format are 1, 2 and 3 (docs.npmjs.com, package-lock.json). Versions 2 and 3 list `packages` by their
path in the project, with engines and platforms; version 1 nests `dependencies` without them. Version 2 contains both
tables, and npm 7 and later read only `packages`.
"""

from __future__ import annotations

import json as stdlib
import re
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.values import not_a_lock, table, text, texts
from justpack.tree.documents import json

_DIRECT = ("optionalDependencies", "devDependencies", "dependencies")
_ENTRY = re.compile(r'"(?P<name>[^"\\\n]+)": \{\s*"version": "(?P<version>[^"\\\n]*)"')
DEPTH_LIMIT = 100
"""The most levels of nested `dependencies` in version 1 that are read."""


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = json.parse(path, data)
    if not isinstance(document.data, dict):
        raise not_a_lock(path, "it is not an object")
    found = document.table("packages")
    direct: dict[str, str] | None = None
    members = {key: _direct(table(entry)) for key, entry in found.items() if key and "node_modules/" not in key}
    if found:
        direct = _direct(table(found.get("")))
        packages = tuple(_listed(found))
    else:
        places = {(each["name"], each["version"]): each.start() for each in _ENTRY.finditer(document.text.text)}
        packages = tuple(_nested(document.table("dependencies"), places, 0))
    version = document.data.get("lockfileVersion")
    written = "" if version is None else str(version)
    return Lock(document.text, "npm", "node", written, packages, direct, members=members, data=document.data)


def _direct(manifest: Mapping[str, object]) -> dict[str, str]:
    return {name: spec for kind in _DIRECT for name, spec in table(manifest.get(kind)).items() if isinstance(spec, str)}


def _listed(packages: Mapping[str, object]) -> Iterator[LockedPackage]:
    for key, entry in packages.items():
        if not isinstance(entry, dict) or "node_modules/" not in key:
            continue  # "" is the project, other folders are members of its workspace
        engines = entry.get("engines")
        yield LockedPackage(
            name=key.rpartition("node_modules/")[2],
            version=text(entry.get("version")) or "",
            at=f'"{key}":' if _is_plain(key) else stdlib.dumps(key, ensure_ascii=False) + ":",
            node_range=node_range(engines),
            resolved=text(entry.get("resolved")),
            optional=bool(entry.get("optional") or entry.get("devOptional")),
            dev=bool(entry.get("dev")),
            os=texts(entry.get("os")),
            linked=bool(entry.get("link")),
        )


def _is_plain(key: str) -> bool:
    """Whether a key is written in JSON as it is."""
    return key.isascii() and key.isprintable() and '"' not in key and "\\" not in key


def node_range(engines: object) -> str | None:
    """Return `engines.node`, or the entry for node if `engines` is a list, as in the oldest packages of npm."""
    if isinstance(engines, dict):
        return text(engines.get("node"))
    listed = [each for each in texts(engines) if each.startswith("node ")]
    return listed[0].removeprefix("node ") if listed else None


def _nested(
    dependencies: Mapping[str, object], places: Mapping[tuple[str, str], int], depth: int
) -> Iterator[LockedPackage]:
    for name, entry in dependencies.items():
        if not isinstance(entry, dict):
            continue
        version = text(entry.get("version")) or ""
        fetched = version if ":" in version else None
        yield LockedPackage(
            name=name,
            version="" if fetched else version,
            at=places.get((name, version), f'"{name}": {{'),
            resolved=text(entry.get("resolved")) or fetched,
            optional=bool(entry.get("optional")),
            dev=bool(entry.get("dev")),
        )
        if depth < DEPTH_LIMIT:
            yield from _nested(table(entry.get("dependencies")), places, depth + 1)
