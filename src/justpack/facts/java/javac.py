"""The Java language levels that each javac compiles.

The release notes of each JDK list the levels that its compiler no longer accepts (JDK 9: JEP 182; JDK 12: JDK-8028563;
JDK 20: JDK-8173605). JDK 25 still accepts level 8, with a warning.
"""

from __future__ import annotations

DATE = "2026-11-24"

DROPPED: tuple[tuple[int, int], ...] = ((5, 9), (6, 12), (7, 20))
"""Pairs of a level and the first JDK whose javac refuses this level and all lower ones, ascending."""


def dropped_by(level: int) -> int | None:
    """Return the first JDK whose javac no longer compiles this level, or None if no JDK is known to refuse it."""
    return next((jdk for last, jdk in DROPPED if level <= last), None)
