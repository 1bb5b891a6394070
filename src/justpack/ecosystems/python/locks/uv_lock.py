"""Reader of uv.lock.

It contains a resolution for every platform and Python version (docs.astral.sh/uv, lockfile). To find the installed
packages, the dependencies are followed with their markers, beginning with those of the project. The wheels and the
source distribution of each package are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage, Requires
from justpack.ecosystems.python.names import has_source, normalized, offsets, start_of, wheels
from justpack.ecosystems.values import last_part, table, tables, text, texts
from justpack.tree.documents import toml

_OWN = ("virtual", "editable", "directory")


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    document = toml.parse(path, data)
    listed = list(tables(document.get("package")))
    places = offsets(document.text, "package", len(listed))
    packages = tuple(_package(entry, at) for entry, at in zip(listed, places, strict=True))
    manifest = document.table("manifest")
    members = {normalized(each) for each in texts(manifest.get("members"))}
    roots: list[Requires] = []
    direct: dict[str, str] = {}
    for entry in listed:
        source = table(entry.get("source"))
        is_root = source.get("virtual") == "." or source.get("editable") == "."
        if is_root or normalized(text(entry.get("name")) or "") in members:
            roots += _requires(entry.get("dependencies"))
        if is_root:
            for each in tables(table(entry, "metadata").get("requires-dist")):
                if "extra" not in (text(each.get("marker")) or ""):
                    direct[normalized(text(each.get("name")) or "")] = text(each.get("specifier")) or ""
    version = document.get("version")
    overridden = {normalized(text(each.get("name")) or "") for each in tables(manifest.get("overrides"))}
    return Lock(
        document.text,
        "uv",
        "python",
        str(version) if isinstance(version, int) else "",
        packages,
        direct,
        tuple(roots),
        overridden=frozenset(overridden),
        python=None if members else text(document.get("requires-python")),  # in a workspace it depends on all members
        python_at=start_of(document, "requires-python"),
        data=document.data,
    )


def _package(entry: Mapping[str, object], at: int) -> LockedPackage:
    source = table(entry.get("source"))
    own = any(isinstance(source.get(kind), str) for kind in _OWN)
    files = [last_part(text(each.get("url")) or text(each.get("path")) or text(each.get("filename")) or "")
             for each in tables(entry.get("wheels"))]  # fmt: skip
    fetched = next((text(source.get(kind)) for kind in ("registry", "url", "git", "path") if kind in source), None)
    built = own or "git" in source or "path" in source or "url" in source
    return LockedPackage(
        normalized(text(entry.get("name")) or ""),
        text(entry.get("version")) or "",
        at,
        wheels=wheels(files),
        sdist=built or bool(table(entry.get("sdist"))) or has_source(files),
        resolved=fetched,
        requires=tuple(_requires(entry.get("dependencies"))) + tuple(_extras(entry)),
        linked=own,
    )


def _requires(listed: object) -> Iterator[Requires]:
    for each in tables(listed):
        name = normalized(text(each.get("name")) or "")
        yield Requires(name, text(each.get("version")), text(each.get("marker")))


def _extras(entry: Mapping[str, object]) -> Iterator[Requires]:
    """Yield the dependencies of extras that have a marker for the extra, so that they count only with the extra."""
    for listed in table(entry.get("optional-dependencies")).values():
        for each in _requires(listed):
            if each.marker is not None and "extra ==" in each.marker:
                yield each
