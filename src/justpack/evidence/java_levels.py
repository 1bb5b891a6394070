"""Which versions of Java can build what declares a level?"""

from __future__ import annotations

from justpack.facts import javac
from justpack.model import VersionSet
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
