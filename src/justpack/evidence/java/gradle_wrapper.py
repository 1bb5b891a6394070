"""Evidence from the Gradle wrapper, whose Gradle supports a range of Java versions, and from the JVM of its daemon.

`gradle-wrapper.properties` names the distribution (docs.gradle.org, "Gradle Wrapper"); `gradle-daemon-jvm.properties`
names the daemon's JVM since Gradle 8.8 ("Gradle Daemon", Daemon JVM criteria).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from justpack.evidence.source_api import Found, declaration, guarded
from justpack.facts import manifests
from justpack.model import EVERY, Evidence, VersionSet
from justpack.tree.documents import properties
from justpack.tree.tree import Tree
from justpack.versions import gradle, java


def wrapper(tree: Tree) -> Iterator[Found]:
    """Yield the Java versions on which the wrapper's Gradle runs."""
    return guarded(_wrapper(tree))


def daemon(tree: Tree, declared: Iterable[Evidence] = ()) -> Iterator[Found]:
    """Yield the Java version that the Gradle daemon requires.

    It says what runs Gradle. Only if the scripts declare no version, the daemon's JVM alone decides what compiles
    ("Toolchains"). `declared` is what the scripts declare; without a toolchain the daemon's JVM compiles these levels.
    """
    return guarded(_daemon(tree, [each for each in declared if each.strength != "hint" and each.versions is not None]))


def _wrapper(tree: Tree) -> Iterator[Found]:
    document = tree.load(manifests.GRADLE_WRAPPER, properties.parse)
    if document is None or "distributionUrl" not in document.values:
        return
    url = document.values["distributionUrl"]
    shown = gradle.without_secrets(url)
    place = document.place("distributionUrl")
    if shown != url.strip():
        place = replace(place, text=None)
    found = declaration(
        shown, _runs, family="java", source="gradle-wrapper", place=place, key="distributionUrl", strength="window"
    )
    if found.versions == EVERY:
        note = "it is not a release of Gradle, so the Java versions that run it are unknown"
        found = replace(found, strength="hint", versions=None, note=note)
    elif tree.has(manifests.POM_XML):
        # Maven may build the project, and then Gradle does not run at all.
        found = replace(found, strength="hint")
    yield found


def _runs(url: str) -> VersionSet:
    version = gradle.gradle_version(url)
    return EVERY if version is None else gradle.runs_on(version)


def _daemon(tree: Tree, declared: list[Evidence]) -> Iterator[Found]:
    document = tree.load(manifests.GRADLE_DAEMON_JVM, properties.parse)
    if document is None or "toolchainVersion" not in document.values:
        return
    found = declaration(
        document.values["toolchainVersion"].strip(),
        lambda written: java.exactly(java.parse_level(written)),
        family="java",
        source="gradle-daemon-jvm",
        place=document.place("toolchainVersion"),
        key="toolchainVersion",
        strength="pin",
        template="{version}",
    )
    versions = found.versions
    toolchain = any(each.source == "gradle.toolchain" for each in declared)
    compiles = versions is not None and all(each.versions is None or versions & each.versions for each in declared)
    if declared and versions is not None and (toolchain or compiles):
        found = replace(found, strength="hint", note="it only determines which JVM runs Gradle")
    yield found
