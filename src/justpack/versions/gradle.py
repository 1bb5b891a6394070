"""The version of Gradle in a distribution's URL, and the Java versions that can run it.

This is about the JVM that runs the build tool. The Java version that a build compiles for, or uses as a toolchain, is
independent of it (https://docs.gradle.org/current/userguide/compatibility.html).
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.facts.java import gradle_java
from justpack.model import Triple, VersionSet
from justpack.versions.spans import between, capped, padded, shown

_RELEASE = re.compile(
    r"gradle-(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-(?:rc|milestone)-\d{1,3})?-(?:bin|all|src|docs)\.zip", re.ASCII
)
"""The file name of a release, a release candidate or a milestone (services.gradle.org/distributions)."""
_SNAPSHOTS = "/distributions-snapshots/"
_USER = re.compile(r"(?<=//)[^/]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)


def gradle_version(distribution_url: str) -> Triple | None:
    """Return the version of Gradle that a wrapper's `distributionUrl` downloads, or None if the URL does not name a
    release of Gradle.

    A milestone or a release candidate counts as the release it precedes. A snapshot, and a distribution that a company
    makes itself, can have any name and contain any version. Raises VersionSyntaxError if there is no URL.
    """
    url = capped(without_secrets(distribution_url), "a distributionUrl").replace("\\", "/")
    if not url:
        raise VersionSyntaxError(f"{shown(url)} is not the URL of a distribution of Gradle")
    match = _RELEASE.fullmatch(url.rpartition("/")[2])
    if match is None or _SNAPSHOTS in url or not _released(match):
        return None
    return padded(*(int(number) for number in match.groups() if number is not None))


def _released(match: re.Match[str]) -> bool:
    """Return whether the numbers are those of a release: `8.5` has no third number, which cannot be 0 before 9."""
    return int(match[1]) >= gradle_java.ALWAYS_THREE_NUMBERS_FROM or (int(match[1]) > 0 and match[3] != "0")


def without_secrets(url: str) -> str:
    """Return a URL without its user and password, query and fragment."""
    url = _QUERY.sub("", _USER.sub("", url.strip(), count=1), count=1)
    # a password can contain characters that a URL must not have; patterns for it would need quadratic time
    host, end = url.find("//") + 2, url.rfind("@") + 1
    if 2 <= host < end:
        url = url[:host] + url[end:]
        end = url.rfind("@") + 1
    return url[end:] if ":" in url[:end] else url


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


def first_to_run_on(java: int) -> str | None:
    """Return the first version of Gradle that runs on a feature release of Java, as text; None if none is known."""
    first = dict(gradle_java.FIRST_GRADLE_TO_RUN_ON).get(java)
    if first is None:
        return None
    three = first[0] >= gradle_java.ALWAYS_THREE_NUMBERS_FROM or first[2]
    return ".".join(str(number) for number in (first if three else first[:2]))
