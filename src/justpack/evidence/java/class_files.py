"""Evidence from compiled classes at the root: in runnable jars and in single class files.

A class file contains its version (JVM specification, 4.1): 52 is Java 8, 61 Java 17, 65 Java 21. The minor version
65535 marks preview features, which only that exact Java version runs. A project with a build manifest is compiled by
the service, so this source runs only if the root contains no manifest.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.evidence.source_api import Found, declaration
from justpack.model import Evidence, Location, Problem, ProjectMarker, VersionSet
from justpack.tree.documents import jar as jar_file
from justpack.tree.documents.jar import ClassVersion, Jar
from justpack.tree.tree import Tree
from justpack.versions import java

JARS_LIMIT = 20
"""The most jars at the root that are opened. An app needs only one."""
LOOSE_LIMIT = 500
"""The most single class files at the root that are opened."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the highest class version of each runnable jar, and of all single class files."""
    names = tree.names()
    for name in [name for name in names if name.lower().endswith(".jar")][:JARS_LIMIT]:
        yield from _jar(tree, name)
    yield from _loose(tree, [name for name in names if name.endswith(".class")][:LOOSE_LIMIT])


def _jar(tree: Tree, name: str) -> Iterator[Found]:
    try:
        with tree.open(name) as file:
            jar = jar_file.read(file)
    except OSError as error:
        yield Problem(f"{name} cannot be read: {(error.strerror or str(error)).lower()}", Location(name))
        return
    except ValueError as error:
        yield Problem(f"{name} cannot be read: {error}", Location(name))
        return
    if "Main-Class" not in jar.manifest:
        return  # a library, not an app
    yield ProjectMarker("java", "manifest", name, "a jar with a Main-Class")
    if jar.highest is not None:
        yield _evidence(Location(name), jar.highest, f"the highest of {jar.looked_at} classes looked at")
    yield from _built_with(name, jar)


def _built_with(name: str, jar: Jar) -> Iterator[Evidence]:
    """Yield a hint for the JDK that built the jar. The jar may run on other versions."""
    written = jar.manifest.get("Build-Jdk-Spec") or jar.manifest.get("Build-Jdk")
    if written:
        yield Evidence("java", "jar.build-jdk", Location(name), "Build-Jdk-Spec", written, "hint")


def _loose(tree: Tree, names: list[str]) -> Iterator[Found]:
    highest: ClassVersion | None = None
    for name in names:
        try:
            with tree.open(name) as file:
                version = jar_file.class_version(file.read(8), name)
        except OSError:
            continue
        if version is not None and (highest is None or version.order > highest.order):
            highest = version
    if highest is not None:
        yield ProjectMarker("java", "source", highest.entry, "a compiled class")
        yield _evidence(Location(highest.entry), highest, None)


def _evidence(place: Location, version: ClassVersion, note: str | None) -> Evidence:
    def admitted(_: str) -> VersionSet:
        return java.exactly(version.feature) if version.preview else java.at_least(version.feature)

    if version.preview:
        note = f"{version.entry} uses preview features, which only Java {version.feature} runs"
    return declaration(
        f"class file version {version.major}",
        admitted,
        family="java",
        source="class-files",
        place=place,
        key=version.entry if version.entry != place.path else "",
        strength="pin" if version.preview else "floor",
        note=note,
    )
