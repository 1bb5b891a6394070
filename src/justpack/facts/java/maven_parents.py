"""Java properties that well-known Maven parents set, for parents that Maven would download.

Sources are the published poms: spring-boot-starter-parent (github.com/spring-projects/spring-boot,
spring-boot-starter-parent/build.gradle), micronaut-parent (github.com/micronaut-projects/micronaut-platform,
parent/src/pom-template.xml), helidon-se and helidon-mp (github.com/helidon-io/helidon, applications/parent/pom.xml).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from justpack.frozen import frozen

DATE = "2026-11-24"


@frozen
class KnownParent:
    """The properties of a parent from one of its versions on."""

    group: str
    artifact: str
    since: tuple[int, int]
    """The first (major, minor) version to which the entry applies, up to the next entry of this parent."""
    properties: Mapping[str, str]


def _spring(java: str, *options: str) -> dict[str, str]:
    return {"java.version": java, **{f"maven.compiler.{option}": "${java.version}" for option in options}}


def _micronaut(jdk: str, release: str) -> dict[str, str]:
    return {
        "jdk.version": jdk,
        "release.version": release,
        "maven.compiler.source": "${jdk.version}",
        "maven.compiler.target": "${jdk.version}",
        "maven.compiler.release": "${release.version}",
    }


def _helidon(level: str) -> dict[str, str]:
    return {
        "maven.compiler.source": level,
        "maven.compiler.target": "${maven.compiler.source}",
        "maven.compiler.release": "${maven.compiler.source}",
    }


_SPRING = ("org.springframework.boot", "spring-boot-starter-parent")
_HELIDON = "io.helidon.applications"

PARENTS: tuple[KnownParent, ...] = (
    KnownParent(*_SPRING, (1, 0), _spring("1.6", "source", "target")),
    KnownParent(*_SPRING, (2, 0), _spring("1.8", "source", "target")),
    KnownParent(*_SPRING, (3, 0), _spring("17", "source", "target")),
    KnownParent(*_SPRING, (3, 1), _spring("17", "source", "target", "release")),
    KnownParent("io.micronaut", "micronaut-parent", (2, 0), _micronaut("1.8", "8")),
    KnownParent("io.micronaut", "micronaut-parent", (4, 0), _micronaut("17", "17")),
    KnownParent("io.micronaut.platform", "micronaut-parent", (4, 0), _micronaut("17", "17")),
    *(KnownParent(_HELIDON, name, (2, 0), _helidon("11")) for name in ("helidon-se", "helidon-mp")),
    *(KnownParent(_HELIDON, name, (3, 0), _helidon("17")) for name in ("helidon-se", "helidon-mp", "helidon-nima")),
    *(KnownParent(_HELIDON, name, (4, 0), _helidon("21")) for name in ("helidon-se", "helidon-mp")),
)
"""The entries of one parent ascend by version."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\D|$)")


def properties(group: str | None, artifact: str | None, version: str | None) -> Mapping[str, str] | None:
    """Return the properties of a parent that set a Java level, or None if the parent is unknown."""
    match = _VERSION.match(version or "")
    if match is None:
        return None
    at = (int(match[1]), int(match[2]))
    known = [each for each in PARENTS if (each.group, each.artifact) == (group, artifact) and each.since <= at]
    return known[-1].properties if known else None
