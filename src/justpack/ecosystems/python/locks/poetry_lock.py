"""Reader of poetry.lock.

The format has versions 1 and 2 (python-poetry.org, the lock file). Since 2.1 each package has its groups and markers;
in 1.x it has a category. In 2.0 it has neither, so the dependencies are followed, beginning with those of
pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage, Requires
from justpack.ecosystems.python.names import has_source, normalized, offsets, start_of, wheels
from justpack.ecosystems.values import table, tables, text, texts
from justpack.tree.documents import toml

MAIN = "main"


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = toml.parse(path, data)
    listed = list(tables(document.get("package")))
    places = offsets(document.text, "package", len(listed))
    elsewhere = document.table("metadata", "files")  # lock-version 1.1 lists all files at its end
    packages = tuple(_package(entry, at, elsewhere) for entry, at in zip(listed, places, strict=True))
    silent = not any("groups" in entry or "category" in entry for entry in listed)
    version = text(document.get("metadata", "lock-version")) or ""
    keys = ("metadata", "python-versions")
    return Lock(
        document.text,
        "poetry",
        "python",
        version,
        packages,
        needs_roots=silent,
        python=text(document.get(*keys)),
        python_at=start_of(document, *keys),
        data=document.data,
    )


def _package(entry: Mapping[str, object], at: int, elsewhere: Mapping[str, object]) -> LockedPackage:
    name = text(entry.get("name")) or ""
    listed = entry["files"] if "files" in entry else elsewhere.get(name)
    files = [text(each.get("file")) or "" for each in tables(listed)]
    source = table(entry.get("source"))
    kind = text(source.get("type"))
    known = bool(files) and kind in (None, "legacy")
    groups = texts(entry.get("groups")) or texts(entry.get("category"))
    return LockedPackage(
        normalized(name),
        text(entry.get("version")) or "",
        at,
        requires_python=text(entry.get("python-versions")),
        wheels=wheels(files) if known else None,
        sdist=not known or has_source(files),
        resolved=text(source.get("url")),
        optional=entry.get("optional") is True,
        dev=bool(groups) and MAIN not in groups,
        marker=_marker(entry.get("markers")),
        requires=tuple(_requires(table(entry.get("dependencies")))),
        linked=kind == "directory",
    )


def _marker(value: object) -> str | None:
    """Return the marker, which is one string for all groups, or a table with one for each group."""
    return text(value) if not isinstance(value, dict) else text(value.get(MAIN))


def _requires(dependencies: Mapping[str, object]) -> Iterator[Requires]:
    for name, value in dependencies.items():
        for each in value if isinstance(value, list) else [value]:
            if table(each).get("optional") is not True:
                yield Requires(normalized(name), None, text(table(each).get("markers")))
