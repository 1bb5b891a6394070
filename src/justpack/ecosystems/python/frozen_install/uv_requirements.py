"""Requirements in the form in which uv.lock records them: with the source that `[tool.uv.sources]` gives them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, tables, text, texts
from justpack.errors import VersionSyntaxError
from justpack.versions.python import markers, pep440, pep508

MERGED_LIMIT = 50
"""Largest number of requirements of one package that are compared with each other."""
_LOCAL = ("editable", "directory", "virtual", "path")
_ARCHIVES = (".whl", ".zip", ".tgz", ".tbz", ".txz", ".tar", ".gz", ".bz2", ".xz", ".lzma", ".zst", ".lz")
_REFERENCES = ("rev", "tag", "branch")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from. All fields are empty for the default index."""

    kind: str = ""
    """`index`, `git`, `url` or `local`."""
    where: str = ""
    """A URL, or a path from the folder of the lock file; "" if the kind alone is known."""
    reference: tuple[str, str] = ("", "")
    """Of git: `rev`, `tag` or `branch`, and its value."""
    subdirectory: str = ""
    form: str = ""
    """Of a folder: `editable`, `directory` or `virtual`; "" if it cannot be told."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One requirement, as the lock file records it or as it would be recorded."""

    name: str
    extras: frozenset[str]
    specifier: frozenset[str]
    marker: str | None
    source: Source | None
    """None if it is not known, because the requirement has several sources."""
    written: str = ""
    """The text in the manifest; "" for a requirement of the lock file."""

    def alike(self, other: Recorded, python: str) -> bool:
        """Return whether the requirements differ in nothing but the specifier; True if a source is not known.

        Markers are compared for the Python versions that the specifier `python` admits.
        """
        if self.name != other.name or self.extras != other.extras:
            return False
        if self.source is None or other.source is None:
            return True
        return _same_source(self.source, other.source) and markers.equal(self.marker, other.marker, python)

    def __str__(self) -> str:
        if self.written:
            return self.written
        extras = f"[{','.join(sorted(self.extras))}]" if self.extras else ""
        specifier = ",".join(sorted(self.specifier))
        where = f" @ {self.source.where or self.source.kind}" if self.source is not None and self.source.kind else ""
        marker = f" ; {self.marker}" if self.marker else ""
        return f"{self.name}{extras}{specifier}{where}{marker}"


def _same_source(one: Source, other: Source) -> bool:
    if one.kind != other.kind or one.reference != other.reference or one.subdirectory != other.subdirectory:
        return False
    if one.form and other.form and one.form != other.form and (one.form, other.form) != ("directory", "virtual"):
        return False  # a folder without a build is virtual unless it is editable
    return not one.where or not other.where or one.where == other.where


class Lowering:
    """Reads requirements of one manifest of the workspace."""

    def __init__(
        self,
        sources: Mapping[str, object],
        folders: Mapping[str, str],
        members: Mapping[str, str],
        indexes: Mapping[str, str],
    ) -> None:
        """Store the tables that the sources refer to.

        `folders` has the folder from which the path of a source counts, `members` the folder of each member by name,
        and `indexes` the URL of each named index.
        """
        self._members, self._indexes = members, indexes
        self._sources, self._folders = sources, folders

    def read(self, written: str, extra: str | None = None) -> Recorded | None:
        """Return a requirement; None if it is not valid. `extra` is the extra of the project that contains it."""
        try:
            found = pep508.parse_requirement(written)
        except VersionSyntaxError:
            return None
        name = normalized(found.name)
        named = frozenset(map(normalized, found.extras))
        marker = found.marker
        if extra is not None:
            condition = f'extra == "{normalized(extra)}"'
            marker = f"({marker}) and {condition}" if marker else condition
        source = self._source(name, found.url)
        specifier = pep508.clauses(found.specifier)
        if source is not None and source.kind in ("git", "url", "local"):
            specifier = frozenset()
        return Recorded(name, named, specifier, marker, source, written)

    def _source(self, name: str, url: str | None) -> Source | None:
        if name in self._sources:
            declared = self._sources[name]
            if isinstance(declared, list) and len(declared) == 1:
                declared = declared[0]
            return self._declared(name, table(declared)) if isinstance(declared, dict) else None
        if url is None:
            return Source()
        return _from_url(url)

    def _declared(self, name: str, declared: Mapping[str, object]) -> Source | None:
        if {"marker", "extra", "group"} & declared.keys():
            return None
        subdirectory = text(declared.get("subdirectory")) or ""
        if declared.get("workspace") is True:
            return Source("local", self._members[name]) if name in self._members else None
        if (path := text(declared.get("path"))) is not None:
            where = _inside(self._folders[name], path)
            return None if subdirectory else Source("local", where, form=_form(path, declared))
        if (url := text(declared.get("git"))) is not None:
            reference = next(((key, str(declared[key])) for key in _REFERENCES if key in declared), ("", ""))
            return Source("git", _repository(url), reference, _folder(subdirectory))
        if (url := text(declared.get("url"))) is not None:
            return Source("url", url.partition("#")[0], subdirectory=_folder(subdirectory))
        if (index := text(declared.get("index"))) is not None:
            return Source("index", self._indexes.get(index, "").rstrip("/"))
        return None


def locked(entry: Mapping[str, object]) -> Recorded:
    """Return a requirement that the lock file records."""
    extras = frozenset(normalized(each) for each in texts(entry.get("extras")))
    specifier = pep508.clauses(text(entry.get("specifier")) or "")
    marker = text(entry.get("marker"))
    return Recorded(normalized(text(entry.get("name")) or ""), extras, specifier, marker, _locked_source(entry))


def locked_list(listed: object) -> list[Recorded]:
    """Return the requirements of a list in the lock file."""
    return [locked(each) for each in tables(listed)]


def _locked_source(entry: Mapping[str, object]) -> Source | None:
    if "conflict" in entry:
        return None
    for key in _LOCAL:
        if (path := text(entry.get(key))) is not None:
            return Source("local", posixpath.normpath(path), form="" if key == "path" else key)
    if (url := text(entry.get("git"))) is not None:
        query = dict(parse_qsl(urlsplit(url).query))
        reference = next(((key, query[key]) for key in _REFERENCES if key in query), ("", ""))
        return Source("git", _repository(url), reference, _folder(query.get("subdirectory", "")))
    if (url := text(entry.get("url"))) is not None:
        return Source("url", url.partition("#")[0], subdirectory=_folder(text(entry.get("subdirectory")) or ""))
    if (url := text(entry.get("index"))) is not None:
        return Source("index", url.rstrip("/"))
    return Source()


def _form(path: str, declared: Mapping[str, object]) -> str:
    if path.endswith(_ARCHIVES):
        return ""
    if declared.get("editable") is True:
        return "editable"
    return "virtual" if declared.get("package") is False else "directory"


def _from_url(url: str) -> Source | None:
    """Return the source of a direct reference (PEP 508); None for forms whose record is not known."""
    if "${" in url:
        return None
    if url.startswith("git+"):
        base, fragment = url.removeprefix("git+").partition("#")[::2]
        repository, at, revision = base.rpartition("@")
        if not at or "/" in revision or "://" not in repository:
            repository, revision = base, ""
        reference = ("rev", revision) if revision else ("", "")
        return Source(
            "git", _repository(repository), reference, _folder(dict(parse_qsl(fragment)).get("subdirectory", ""))
        )
    base, _, fragment = url.partition("#")
    if fragment or not base.startswith(("http://", "https://")):
        return None
    return Source("url", base)


def _repository(url: str) -> str:
    """Return the URL of a repository without what does not name another one."""
    return url.partition("?")[0].partition("#")[0].removesuffix("/").removesuffix(".git")


def _inside(folder: str, path: str) -> str:
    return (
        posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
        if not path.startswith(("/", "file:"))
        else ""
    )


def _folder(path: str) -> str:
    return posixpath.normpath(path) if path else ""


def differences(
    wanted: Iterable[Recorded], recorded: Iterable[Recorded], python: str
) -> Iterator[tuple[Recorded | None, Recorded | None]]:
    """Yield the pairs that differ, matched by name; None if one side has no counterpart.

    `python` are the versions for which the lock file was made.
    """
    ahead: dict[str, list[Recorded]] = {}
    for each in _merged(recorded, python):
        ahead.setdefault(each.name, []).append(each)
    missing: list[Recorded] = []
    for each in _merged(wanted, python):
        left = ahead.get(each.name, [])
        if each.source is None and left:  # several sources: recorded as several requirements
            ahead[each.name] = []
            continue
        match = next((other for other in left if each.alike(other, python) and each.specifier == other.specifier), None)
        if match is None:
            missing.append(each)
        else:
            left.remove(match)
    for each in missing:
        left = ahead.get(each.name, [])
        yield each, left.pop(0) if left else None
    for left in ahead.values():
        for other in left:
            yield None, other


def _merged(listed: Iterable[Recorded], python: str) -> Iterator[Recorded]:
    """Yield the requirements; those that differ only in the specifier become one, as in uv.

    A requirement that adds nothing to another one is left out.
    """
    by_name: dict[str, list[Recorded]] = {}
    for each in listed:
        mine = by_name.setdefault(each.name, [])
        for at, other in enumerate(mine[:MERGED_LIMIT]):
            if each.alike(other, python):
                mine[at] = replace(other, specifier=_needed(other.specifier | each.specifier))
                break
        else:
            mine.append(each)
    for mine in by_name.values():
        first = mine[:MERGED_LIMIT]
        for at, each in enumerate(mine):
            if not any(_covers(other, each, python) for index, other in enumerate(first) if index != at):
                yield each


def _covers(one: Recorded, other: Recorded, python: str) -> bool:
    """Return whether a requirement adds nothing to another one, like `a; os_name == 'nt'` to `a>=4`."""
    if one.extras != other.extras or one.source is None or one.source != other.source:
        return False
    if not _implies(one.specifier, other.specifier) or "extra" in (other.marker or ""):
        return False  # uv keeps what an extra requires
    if one.marker is None:
        return True
    return other.marker is not None and markers.equal(f"({one.marker}) and ({other.marker})", other.marker, python)


def _needed(clauses: frozenset[str]) -> frozenset[str]:
    """Return the clauses without those that another one implies, like `>=1` beside `>=1.16`."""
    if len(clauses) > MERGED_LIMIT:
        return clauses
    return frozenset(
        each
        for each in clauses
        if not any(
            _implies(frozenset({other}), frozenset({each})) and not _implies(frozenset({each}), frozenset({other}))
            for other in clauses
        )
    )


@lru_cache(maxsize=4096)
def _implies(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each release that a specifier admits is admitted by the other one; False if that cannot be told."""
    if other <= one:
        return True
    try:
        admitted = pep440.parse_specifiers(",".join(sorted(one)))
        return not admitted & ~pep440.parse_specifiers(",".join(sorted(other)))
    except VersionSyntaxError:
        return False
