"""The types and helpers that all sources of evidence share.

A source is a module with `collect(tree)`, which yields what it finds, in any order. It may raise ManifestError for a
file that it cannot read: the problem of that file is reported, and the results of other sources still count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from justpack.errors import ManifestError, VersionSyntaxError
from justpack.frozen import frozen
from justpack.model import Evidence, Family, Location, Need, Problem, ProjectMarker, Strength, VersionSet

if TYPE_CHECKING:
    from justpack.tree.documents.toml import TomlDocument


@frozen
class Stated:
    """The version of the project itself, as a manifest of the family contains it."""

    family: Family
    version: str


Found: TypeAlias = Evidence | ProjectMarker | Problem | Stated


def guarded(found: Iterator[Found]) -> Iterator[Found]:
    """Yield what was found. If a file cannot be read, yield its problem and stop."""
    try:
        yield from found
    except ManifestError as error:
        yield error.problem


def misread(error: VersionSyntaxError, place: Location, key: str) -> Problem:
    """Return the problem of a value that does not match its grammar."""
    help = f"write {error.suggestion!r}" if error.suggestion else None
    return Problem(f"{key or place.path}: {error.message}", place, help, error.suggestion)


def declaration(
    written: str,
    parse: Callable[[str], VersionSet],
    *,
    family: Family,
    source: str,
    place: Location,
    key: str,
    strength: Strength,
    needs: Iterable[Need] = (),
    note: str | None = None,
    template: str | None = None,
) -> Evidence:
    """Return a declaration with the versions it accepts, or with a problem if its grammar refuses it."""
    versions: VersionSet | None = None
    problem: Problem | None = None
    try:
        versions = parse(written)
    except VersionSyntaxError as error:
        problem = misread(error, place, key)
    return Evidence(
        family=family,
        source=source,
        location=place,
        key=key,
        raw=written,
        strength=strength,
        versions=versions,
        problem=problem,
        required_assumptions=frozenset(needs),
        note=note,
        template=template,
    )


def invalid(
    message: str,
    *,
    family: Family,
    source: str,
    place: Location,
    key: str,
    written: str,
    strength: Strength,
    needs: Iterable[Need] = (),
    help: str | None = None,
    suggestion: str | None = None,
) -> Evidence:
    """Return a declaration of the wrong type (such as a number instead of a string) as evidence with a problem."""
    problem = Problem(message, place, help, suggestion)
    return Evidence(
        family, source, place, key, written, strength, problem=problem, required_assumptions=frozenset(needs)
    )


def mistyped(
    document: TomlDocument,
    keys: tuple[str | int, ...],
    *,
    family: Family,
    source: str,
    key: str,
    strength: Strength,
    reader: str,
    consequence: str = "",
    needs: Iterable[Need] = (),
) -> Evidence:
    """Return a value of a TOML file that is not text as evidence with a problem.

    A number is quoted as the file has it, and suggested in quotes if it could be a version.
    """
    written = document.written(*keys)
    number = written if re.fullmatch(r"\d+(?:\.\d+)*", written) else ""
    shown = f"{written} without quotes" if re.fullmatch(r"[\w.+:-]{1,40}", written) else "not text"
    return invalid(
        f"{key} is {shown}, which {reader} refuses{consequence}",
        family=family,
        source=source,
        place=document.place(*keys),
        key=key,
        written=written.partition("\n")[0][:60],
        strength=strength,
        needs=needs,
        help=f'write it as text: "{number}"' if number else "write a version as text",
        suggestion=f'"{number}"' if number else None,
    )
