"""Reader of pylock.toml.

The format is PEP 751 (packaging.python.org, pylock.toml). Each package has its marker, `requires-python`, wheels and
sdist.
"""

from __future__ import annotations

from collections.abc import Mapping

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.python.names import normalized, offsets, wheels
from justpack.ecosystems.values import last_part, not_a_lock, table, tables, text
from justpack.tree.documents import toml


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = toml.parse(path, data)
    version = document.get("lock-version")
    if not isinstance(version, str):
        raise not_a_lock(path, "it names no lock-version")
    listed = list(tables(document.get("packages")))
    places = offsets(document.text, "packages", len(listed))
    packages = tuple(_package(entry, at) for entry, at in zip(listed, places, strict=True))
    return Lock(document.text, "pylock", "python", version, packages)


def _package(entry: Mapping[str, object], at: int) -> LockedPackage:
    files = [_file(each) for each in tables(entry.get("wheels"))]
    directory = table(entry.get("directory"))
    archive = table(entry.get("archive"))
    elsewhere = bool(directory or archive or table(entry.get("vcs")))
    fetched = (
        text(archive.get("url")) or text(archive.get("path")) or text(directory.get("path"))
        or text(table(entry.get("vcs")).get("url")) or text(entry.get("index"))
    )  # fmt: skip
    return LockedPackage(
        normalized(text(entry.get("name")) or ""),
        text(entry.get("version")) or "",
        at,
        requires_python=text(entry.get("requires-python")),
        wheels=None if elsewhere else wheels(files),
        sdist=elsewhere or bool(table(entry.get("sdist"))),
        resolved=fetched,
        marker=text(entry.get("marker")),
        linked=bool(directory),
    )


def _file(wheel: Mapping[str, object]) -> str:
    return text(wheel.get("name")) or last_part(text(wheel.get("url")) or text(wheel.get("path")) or "")
