"""The production dependencies in pyproject.toml and Pipfile.

They are in `[project] dependencies` (packaging.python.org, pyproject.toml), in `[tool.poetry.dependencies]`
(python-poetry.org, with Poetry's own constraints) and in `[packages]` of a Pipfile (pipenv.pypa.io).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from justpack.ecosystems.python import dependency_tables
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, text, texts
from justpack.errors import ManifestError, VersionSyntaxError
from justpack.facts.manifests import PIPFILE, PYPROJECT_TOML
from justpack.model import Location, Triple
from justpack.tree.documents import toml
from justpack.tree.documents.toml import Toml, TomlDocument
from justpack.tree.tree import Tree
from justpack.versions.python import pep440, pep508, poetry

FILE = PYPROJECT_TOML
DYNAMIC = ("tool", "setuptools", "dynamic", "dependencies", "file")
"""The keys of `dependencies = { file = … }`."""
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Dependency:
    """One dependency of the project."""

    name: str
    """The normalized name (PEP 503)."""
    written: str
    """The range as written; "" accepts every version."""
    marker: str | None
    place: Location
    admits: Callable[[str], bool | None]
    """Returns whether a locked version satisfies the range; None if that is unknown."""


def pyproject(tree: Tree) -> TomlDocument | None:
    """Return pyproject.toml, or None if there is none that can be read."""
    try:
        return tree.load(FILE, toml.parse)
    except ManifestError:
        return None


def pipfile(tree: Tree) -> TomlDocument | None:
    """Return the Pipfile, or None if there is none that can be read."""
    try:
        return tree.load(PIPFILE, toml.parse)
    except ManifestError:
        return None


def dependencies(tree: Tree) -> Iterator[Dependency]:
    """Yield the production dependencies of pyproject.toml."""
    document = pyproject(tree)
    if document is None:
        return
    listed = document.get("project", "dependencies")
    elsewhere = {normalized(name) for name in document.table("tool", "uv", "sources")}
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, str):
            found = _requirement(document, number, each, elsewhere)
            if found is not None:
                yield found
    yield from _poetry(document)


def pipfile_dependencies(tree: Tree) -> Iterator[Dependency]:
    """Yield the production dependencies of the Pipfile."""
    document = pipfile(tree)
    for name, value in document.table("packages").items() if document else ():
        assert document is not None
        spec = text(value) if isinstance(value, str) else text(table(value).get("version"))
        fetched = {"git", "path", "file", "url"} & table(value).keys()
        written = "" if spec in (None, "*") or fetched else str(spec)
        marker = text(table(value).get("markers"))
        yield Dependency(normalized(name), written, marker, document.place("packages", name), _by_pep440(written))


def files_of_setuptools(document: TomlDocument) -> tuple[str, ...]:
    """Return the files from which setuptools reads the dependencies (setuptools.pypa.io, pyproject.toml, `dynamic`)."""
    return texts(document.get(*DYNAMIC))


def _requirement(document: TomlDocument, number: int, written: str, elsewhere: set[str]) -> Dependency | None:
    try:
        found = pep508.parse_requirement(written)
    except VersionSyntaxError:
        return None
    name = normalized(found.name)
    specifier = "" if found.url or name in elsewhere else found.specifier
    start, end = document.span("project", "dependencies", number) or (0, 0)
    start = document.text.text.find(written, start, end)
    place = (
        document.text.place(start, start + len(written)) if start >= 0 else document.place("project", "dependencies")
    )
    return Dependency(name, specifier, found.marker, place, _by_pep440(specifier))


def _by_pep440(specifier: str) -> Callable[[str], bool | None]:
    def admits(version: str) -> bool | None:
        try:
            return pep508.satisfies(version, specifier)
        except VersionSyntaxError:
            return None

    return admits


def poetry_dependencies(document: TomlDocument) -> Mapping[str, Toml]:
    """Return the entries of `[tool.poetry.dependencies]` that Poetry installs.

    If `[project]` has dependencies, an entry of another name adds nothing (python-poetry.org, the pyproject.toml file,
    dependencies and dependency groups).
    """
    entries = document.table("tool", "poetry", "dependencies")
    listed = [each for keys in dependency_tables.of_project(document) for each in texts(document.get(*keys))]
    if not listed or "dependencies" in texts(document.get("project", "dynamic")):
        return entries
    names = {normalized(found[0]) for each in listed if (found := _NAME.match(each.lstrip())) is not None}
    return {name: value for name, value in entries.items() if normalized(name) in names}


def _poetry(document: TomlDocument) -> Iterator[Dependency]:
    for name, value in poetry_dependencies(document).items():
        if name.lower() == "python" or isinstance(value, list) or table(value).get("optional") is True:
            continue
        spec = value if isinstance(value, str) else text(table(value).get("version")) or ""
        marker = text(table(value).get("markers"))
        if "python" in table(value) or "platform" in table(value):
            marker = "python_version < '0'"  # a condition in Poetry's own form: never certainly true
        place = document.place("tool", "poetry", "dependencies", name)
        yield Dependency(normalized(name), spec, marker, place, _by_poetry(spec))


def _by_poetry(spec: str) -> Callable[[str], bool | None]:
    def admits(version: str) -> bool | None:
        try:
            triple = _final(version)
            return None if triple is None else triple in poetry.parse_constraint(spec or "*")
        except VersionSyntaxError:
            return None

    return admits


def _final(version: str) -> Triple | None:
    """Return the numbers of a final release with up to three numbers, or None for any other version."""
    parsed = pep440.parse_version(version)
    if parsed.is_prerelease or parsed.is_postrelease or parsed.local or parsed.epoch or len(parsed.release) > 3:
        return None
    major, minor, patch = (*parsed.release, 0, 0)[:3]
    return major, minor, patch
