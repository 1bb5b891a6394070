"""Which versions of Java can build what declares a level, and how is one said of many modules told once?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from justpack.facts.java import javac
from justpack.model import Evidence, VersionSet
from justpack.versions import java
from justpack.versions.spans import between


def compiles(level: int) -> VersionSet:
    """The JDKs whose javac compiles this level: from the level on, up to the JDK that dropped it."""
    end = javac.dropped_by(level)
    return java.at_least(level) if end is None else between((level, 0, 0), (end, 0, 0))


def compiling(written: str) -> VersionSet:
    """The same for a level as written. Raises VersionSyntaxError."""
    return compiles(java.parse_level(written))


def running(written: str) -> VersionSet:
    """The versions of Java that run classes of a level as written: it and all after it. Raises VersionSyntaxError."""
    return java.at_least(java.parse_level(written))


TOLD_LIMIT = 200
"""Different declarations told of one build."""


def deduplicate(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """The same declaration in many modules as one, at its first place."""
    first: dict[object, Evidence] = {}
    others: dict[object, int] = {}
    for each in found:
        what = (each.source, each.raw, each.versions, each.strength, each.problem is None)
        if what in first:
            others[what] = others.get(what, 0) + 1
        elif len(first) < TOLD_LIMIT:
            first[what] = each
    for which, each in first.items():
        count = others.get(which, 0)
        places = f"and in {count} other {'place' if count == 1 else 'places'}" if count else None
        yield replace(each, note="; ".join(filter(None, (each.note, places))) or None)
