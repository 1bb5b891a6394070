"""The Java versions that run each version of Gradle.

Source: Gradle's compatibility matrix, column "Support for running Gradle"
(https://docs.gradle.org/9.9.0/userguide/compatibility.html); Java 27 from gradle/gradle#38535 and the matrix of 9.8.0;
the lowest Java of older versions from the release notes of Gradle 2.0, 3.0 and 5.0. Checked on 2026-11-24.
"""

from __future__ import annotations

from justpack.model import Triple

DATE = "2026-11-24"

FIRST_GRADLE_TO_RUN_ON: tuple[tuple[int, Triple], ...] = (
    (8, (2, 0, 0)),
    (9, (4, 3, 0)),
    (10, (4, 7, 0)),
    (11, (5, 0, 0)),
    (12, (5, 4, 0)),
    (13, (6, 0, 0)),
    (14, (6, 3, 0)),
    (15, (6, 7, 0)),
    (16, (7, 0, 0)),
    (17, (7, 3, 0)),
    (18, (7, 5, 0)),
    (19, (7, 6, 0)),
    (20, (8, 3, 0)),
    (21, (8, 5, 0)),
    (22, (8, 8, 0)),
    (23, (8, 10, 0)),
    (24, (8, 14, 0)),
    (25, (9, 1, 0)),
    (26, (9, 4, 0)),
    (27, (9, 8, 0)),
)
"""Java feature release and the first Gradle that runs on it, oldest first."""

OLDEST_JAVA_FROM: tuple[tuple[Triple, int], ...] = (
    ((0, 0, 0), 5),
    ((2, 0, 0), 6),
    ((3, 0, 0), 7),
    ((5, 0, 0), 8),
    ((9, 0, 0), 17),
)
"""Gradle version and the oldest Java that runs it and later versions, oldest first."""

NEWEST_BEFORE_THE_TABLE = 7
"""The newest Java that runs a Gradle older than the table (before 2.0)."""

ALWAYS_THREE_NUMBERS_FROM = 9
"""The first major version of Gradle whose releases all have three numbers; before, `8.5` is followed by `8.5.1`."""
