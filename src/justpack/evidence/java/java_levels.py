"""The Java versions that compile or run a language level, and the merging of equal declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from justpack.facts.java import javac
from justpack.model import Evidence, Location, VersionSet
from justpack.versions import java
from justpack.versions.spans import between


def compiles(level: int) -> VersionSet:
    """Return the JDKs whose javac compiles a level: from the level up to the first JDK that no longer supports it."""
    end = javac.dropped_by(level)
    return java.at_least(level) if end is None else between((level, 0, 0), (end, 0, 0))


def compiling(written: str) -> VersionSet:
    """Return the JDKs that compile a level in text form. Raises VersionSyntaxError if the text is not a level."""
    return compiles(java.parse_level(written))


def compiling_release(written: str) -> VersionSet:
    """Return the JDKs that compile with a `--release`. Raises VersionSyntaxError if javac refuses the text."""
    return compiles(java.parse_release(written))


def compiling_source(written: str) -> VersionSet:
    """Return the JDKs that compile with a `-source` or `-target`. Raises VersionSyntaxError if javac refuses the
    text.
    """
    return compiles(java.parse_source(written))


def running(written: str) -> VersionSet:
    """Return the Java versions that run a level in text form. Raises VersionSyntaxError if the text is not a level."""
    return java.at_least(java.parse_level(written))


LOCATIONS_LIMIT = 50
"""The most other locations that are reported for one declaration."""
REPORTED_LIMIT = 200
"""The most different declarations that are reported for one build."""


def deduplicate(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """Merge equal declarations of several modules into one, at the location of the first."""
    first: dict[object, Evidence] = {}
    others: dict[object, list[Location]] = {}
    for each in found:
        what = (each.source, each.raw, each.versions, each.strength, each.problem is None)
        if what in first:
            others.setdefault(what, []).append(each.location)
        elif len(first) < REPORTED_LIMIT:
            first[what] = each
    for which, each in first.items():
        elsewhere = others.get(which, [])
        count = len(elsewhere)
        places = f"and in {count} other {'place' if count == 1 else 'places'}" if count else None
        note = "; ".join(filter(None, (each.note, places))) or None
        yield replace(each, note=note, elsewhere=tuple(elsewhere[:LOCATIONS_LIMIT]))
