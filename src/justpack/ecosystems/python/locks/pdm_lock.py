"""Reader of pdm.lock.

The format is version 4 (pdm-project.org, lock file). Each package has `requires_python` and its files. If the lock was
made with the strategy `inherit_metadata`, it also has its groups and marker. Otherwise it only has dependencies, which
are followed, beginning with the dependencies in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage, Requires
from justpack.ecosystems.python.names import has_source, normalized, offsets, wheels
from justpack.ecosystems.values import last_part, tables, text, texts
from justpack.errors import VersionSyntaxError
from justpack.tree.documents import toml
from justpack.versions.python import pep508


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = toml.parse(path, data)
    listed = list(tables(document.get("package")))
    places = offsets(document.text, "package", len(listed))
    packages = tuple(_package(entry, at) for entry, at in zip(listed, places, strict=True))
    silent = not any("groups" in entry for entry in listed)
    version = text(document.get("metadata", "lock_version")) or ""
    return Lock(document.text, "pdm", "python", version, packages, needs_roots=silent, data=document.data)


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
        requires=tuple(_requires(texts(entry.get("dependencies")))) if not groups else (),
        linked="path" in entry and entry.get("editable") is True,
    )


def _requires(dependencies: Iterable[str]) -> Iterator[Requires]:
    for each in dependencies:
        try:
            found = pep508.parse_requirement(each)
        except VersionSyntaxError:
            continue
        yield Requires(normalized(found.name), None, found.marker)
