"""Reader of Pipfile.lock.

The format is version 6 (pipenv.pypa.io, Pipfile and Pipfile.lock). `default` is installed, `develop` only for
development. The lock contains hashes but no file names, so it is unknown which wheels exist.
"""

from __future__ import annotations

import json as stdlib
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import not_a_lock, table, tables, text
from justpack.tree.documents import json


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = json.parse(path, data)
    if not isinstance(document.data, dict):
        raise not_a_lock(path, "it is not an object")
    meta = document.table("_meta")
    sources = {text(each.get("name")): text(each.get("url")) for each in tables(meta.get("sources"))}
    packages = (
        *_packages(document.table("default"), sources, dev=False),
        *_packages(document.table("develop"), sources, dev=True),
    )
    version = str(meta.get("pipfile-spec", ""))
    return Lock(document.text, "pipenv", "python", version, packages, data=document.data)


def _packages(
    found: Mapping[str, object], sources: Mapping[str | None, str | None], *, dev: bool
) -> Iterator[LockedPackage]:
    for name, value in found.items():
        entry = table(value)
        path = text(entry.get("path"))
        fetched = text(entry.get("file")) or text(entry.get("git")) or path or sources.get(text(entry.get("index")))
        yield LockedPackage(
            normalized(name),
            (text(entry.get("version")) or "").removeprefix("=="),
            stdlib.dumps(name, ensure_ascii=False) + ": {",
            resolved=fetched,
            dev=dev,
            marker=text(entry.get("markers")),
            linked=path is not None,
        )
