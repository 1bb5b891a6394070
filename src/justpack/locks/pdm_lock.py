"""What does pdm.lock lock?

Version 4 (pdm-project.org, lock file): each package with its groups, its marker, `requires_python` and its files.
"""

from __future__ import annotations

from collections.abc import Mapping

from justpack.locks.lock import Lock, LockedPackage
from justpack.locks.python_names import has_source, normalized, offsets, wheels
from justpack.locks.values import last_part, tables, text, texts
from justpack.tree.documents import toml


def parse(path: str, data: bytes) -> Lock:
    """The lock. Raises ManifestError."""
    document = toml.parse(path, data)
    listed = list(tables(document.get("package")))
    places = offsets(document.text, "package", len(listed))
    packages = tuple(_package(entry, at) for entry, at in zip(listed, places, strict=True))
    version = text(document.get("metadata", "lock_version")) or ""
    return Lock(document.text, "pdm", "python", version, packages)


def _package(entry: Mapping[str, object], at: int) -> LockedPackage:
    files = [text(each.get("file")) or last_part(text(each.get("url")) or "") for each in tables(entry.get("files"))]
    groups = texts(entry.get("groups"))
    elsewhere = any(kind in entry for kind in ("git", "path", "url"))
    known = bool(files) and not elsewhere
    return LockedPackage(
        normalized(text(entry.get("name")) or ""),
        text(entry.get("version")) or "",
        at,
        requires_python=text(entry.get("requires_python")),
        wheels=wheels(files) if known else None,
        sdist=not known or has_source(files),
        resolved=text(entry.get("url")) or text(entry.get("git")) or text(entry.get("path")),
        dev=bool(groups) and "default" not in groups,
        marker=text(entry.get("marker")),
        linked="path" in entry and entry.get("editable") is True,
    )
