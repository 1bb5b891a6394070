"""Java versions that can run a given version of Gradle.

This is about the JVM that runs the build tool. The Java version that a build compiles for, or uses as a toolchain, is
independent of it (https://docs.gradle.org/current/userguide/compatibility.html).
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.facts.java import gradle_java
from justpack.model import Triple, VersionSet
from justpack.versions.spans import between, capped, padded, shown

_DISTRIBUTION = re.compile(
    r"(?:.*[/\\])?gradle-(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+][0-9A-Za-z.+-]*?)?-(?:bin|all|src|docs)\.zip",
    re.ASCII,
)


def gradle_version(distribution_url: str) -> Triple:
    """Return the version of Gradle that a wrapper's `distributionUrl` downloads.

    A milestone, release candidate or snapshot counts as the release it precedes. Raises VersionSyntaxError if the
    file's name is not that of a Gradle distribution.
    """
    url = capped(distribution_url.strip(), "a distributionUrl").partition("?")[0].partition("#")[0]
    match = _DISTRIBUTION.fullmatch(url)
    if match is None:
        name = url.rpartition("/")[2]
        raise VersionSyntaxError(f"{shown(name)} is not named like a distribution of Gradle (gradle-8.14-bin.zip)")
    return padded(*(int(number) for number in match.groups() if number is not None))


def runs_on(version: Triple) -> VersionSet:
    """Return the versions of Java that can run this Gradle; a Gradle newer than the table counts as the newest in
    it.
    """
    newest = gradle_java.NEWEST_BEFORE_THE_TABLE
    for java, first in gradle_java.FIRST_GRADLE_TO_RUN_ON:
        if first <= version:
            newest = java
    oldest = max(java for first, java in gradle_java.OLDEST_JAVA_FROM if first <= version)
    return between((oldest, 0, 0), (newest + 1, 0, 0))
