"""What does a source of evidence give, and what becomes of a value it cannot read?

A source is a module with `collect(tree)`: it yields whatever it finds, in any order. It may raise ManifestError for a
file it cannot read: that file's problem is kept, and what other sources say still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from justpack.errors import ManifestError, VersionSyntaxError
from justpack.frozen import frozen
from justpack.model import Evidence, Family, Location, Need, Problem, ProjectMarker, Strength, VersionSet


@frozen
class Stated:
    """The project's own version, as a family's manifest states it."""

    family: Family
    version: str


Found: TypeAlias = Evidence | ProjectMarker | Problem | Stated


def guarded(found: Iterator[Found]) -> Iterator[Found]:
    """The same, and where a file turns out unreadable its problem in place of the rest."""
    try:
        yield from found
    except ManifestError as error:
        yield error.problem


def misread(error: VersionSyntaxError, place: Location, key: str) -> Problem:
    """What a grammar says of a value it cannot read, as the problem of the place where it is written."""
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
    """A declaration and what it admits; with the problem instead where its grammar calls it invalid."""
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
) -> Evidence:
    """A declaration of the wrong shape (a number where text belongs), kept as evidence with its problem."""
    problem = Problem(message, place, help)
    return Evidence(
        family, source, place, key, written, strength, problem=problem, required_assumptions=frozenset(needs)
    )
