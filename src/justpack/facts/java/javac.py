"""Which Java levels does each javac compile?

Each JDK's release notes say which levels its compiler no longer takes (JDK 9: JEP 182; JDK 12: JDK-8028563; JDK 20:
JDK-8173605). Level 8 is still taken by JDK 25, with a warning.
"""

from __future__ import annotations

DATE = "2026-11-24"

DROPPED: tuple[tuple[int, int], ...] = ((5, 9), (6, 12), (7, 20))
"""(level, the first JDK whose javac refuses this level and all below it), ascending."""


def dropped_by(level: int) -> int | None:
    """The first JDK whose javac no longer compiles this level, or None while all newer ones do."""
    return next((jdk for last, jdk in DROPPED if level <= last), None)
