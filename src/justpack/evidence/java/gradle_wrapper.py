"""Evidence from the Gradle wrapper, whose Gradle supports a range of Java versions, and from the JVM of its daemon.

`gradle-wrapper.properties` names the distribution (docs.gradle.org, "Gradle Wrapper"); `gradle-daemon-jvm.properties`
names the daemon's JVM since Gradle 8.8 ("Gradle Daemon", Daemon JVM criteria).
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts import manifests
from justpack.model import VersionSet
from justpack.tree.documents import properties
from justpack.tree.tree import Tree
from justpack.versions import gradle, java


def wrapper(tree: Tree) -> Iterator[Found]:
    """Yield the Java versions on which the wrapper's Gradle runs."""
    return guarded(_wrapper(tree))


def daemon(tree: Tree) -> Iterator[Found]:
    """Yield the Java version that the Gradle daemon requires."""
    return guarded(_daemon(tree))


def _wrapper(tree: Tree) -> Iterator[Found]:
    document = tree.load(manifests.GRADLE_WRAPPER, properties.parse)
    if document is None or "distributionUrl" not in document.values:
        return
    yield declaration(
        document.values["distributionUrl"],
        _runs,
        family="java",
        source="gradle-wrapper",
        place=document.place("distributionUrl"),
        key="distributionUrl",
        # If there is a pom.xml too, Maven may build the project, and Gradle does not run at all.
        strength="hint" if tree.has(manifests.POM_XML) else "window",
    )


def _runs(url: str) -> VersionSet:
    return gradle.runs_on(gradle.gradle_version(url))


def _daemon(tree: Tree) -> Iterator[Found]:
    document = tree.load(manifests.GRADLE_DAEMON_JVM, properties.parse)
    if document is None or "toolchainVersion" not in document.values:
        return
    yield declaration(
        document.values["toolchainVersion"].strip(),
        lambda written: java.exactly(java.parse_level(written)),
        family="java",
        source="gradle-daemon-jvm",
        place=document.place("toolchainVersion"),
        key="toolchainVersion",
        strength="pin",
        template="{version}",
    )
