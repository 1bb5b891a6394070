"""Evidence from compiled classes at the root: in runnable jars and wars, packed or not, and in single class files.

A class file contains its version (JVM specification, 4.1): 52 is Java 8, 61 Java 17, 65 Java 21. The minor version
65535 marks preview features, which only that exact Java version runs. A project with a build manifest is compiled by
the service, so this source runs only if the root contains no manifest.
"""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from urllib.parse import unquote

from justpack.ecosystems.java import jars
from justpack.evidence.source_api import Found, declaration, guarded
from justpack.model import Evidence, Location, Problem, ProjectMarker, VersionSet
from justpack.tree.documents import jar as jar_file
from justpack.tree.documents.jar import MANIFEST, MANIFEST_BYTES, ClassVersion, Jar
from justpack.tree.tree import Tree
from justpack.versions import java

JARS_LIMIT = 20
"""The most jars at the root that are opened. An app needs only one."""
LOOSE_LIMIT = 500
"""The most single class files that are opened in the root, or in an unpacked app."""
FOLDERS_LIMIT = 2_000
"""The most folders of an unpacked app that are listed."""
CLASS_PATH_LIMIT = 200
"""The most jars of one class path that are opened."""


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the highest class version of each runnable jar or war, of an unpacked one, and of single class files."""
    names = tree.names()
    for name in [name for name in names if name.lower().endswith((".jar", ".war"))][:JARS_LIMIT]:
        yield from _jar(tree, name)
    if tree.has(MANIFEST):
        yield from guarded(_unpacked(tree))
    yield from _loose(tree, [name for name in names if name.endswith(".class")][:LOOSE_LIMIT])


def _jar(tree: Tree, name: str) -> Iterator[Found]:
    jar = _read(tree, name)
    if isinstance(jar, Problem):
        yield jar
        return
    if "Main-Class" not in jar.manifest:
        return  # a library, not an app
    kind = name.rpartition(".")[2].lower()
    yield ProjectMarker("java", "manifest", name, f"a {kind} with a Main-Class")
    library, newer = _newest_on_class_path(tree, jar.manifest)
    if newer is not None and (jar.highest is None or newer.order > jar.highest.order):
        yield _evidence(Location(library), newer, f"{name} has {library} on its Class-Path")
    elif jar.highest is not None:
        yield _evidence(Location(name), jar.highest, f"the highest of {jar.looked_at} classes looked at")
    yield from _built_with(name, jar.manifest)


def _read(tree: Tree, name: str) -> Jar | Problem:
    try:
        return jars.read(tree, name)
    except OSError as error:
        return Problem(f"{name} cannot be read: {(error.strerror or str(error)).lower()}", Location(name))
    except ValueError as error:
        return Problem(f"{name} cannot be read: {error}", Location(name))


def _newest_on_class_path(tree: Tree, manifest: Mapping[str, str]) -> tuple[str, ClassVersion | None]:
    """Return the jar or the class on a Class-Path with the highest class version (JAR file specification).

    The entries are URLs relative to the jar that names them, and a jar on the path may have a path of its own. An entry
    that ends with a slash is a folder of classes.
    """
    library, newest = "", None
    waiting = list(_class_path("", manifest))
    seen: set[str] = set()
    while waiting and len(seen) < CLASS_PATH_LIMIT:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        if path.endswith("/"):
            found = _newest_in_folder(tree, path[:-1])
            if found is not None and (newest is None or found.order > newest.order):
                library, newest = found.entry, found
        if not tree.has(path):
            continue
        jar = _read(tree, path)
        if isinstance(jar, Problem):
            continue
        waiting += _class_path(posixpath.dirname(path), jar.manifest)
        if jar.highest is not None and (newest is None or jar.highest.order > newest.order):
            library, newest = path, jar.highest
    return library, newest


def _newest_in_folder(tree: Tree, folder: str) -> ClassVersion | None:
    """Return the highest version of the classes in a folder and the folders below it."""
    classes = islice(filter(jar_file.counts, _files(tree, folder)), LOOSE_LIMIT)
    versions = (_version(tree, path) for path in classes)
    return max((each for each in versions if each is not None), key=lambda each: each.order, default=None)


def _class_path(folder: str, manifest: Mapping[str, str]) -> Iterator[str]:
    for url in manifest.get("Class-Path", "").split():
        if ":" not in url and url.lower().endswith((".jar", "/")):
            path = posixpath.normpath(posixpath.join(folder, unquote(url)))
            if not path.startswith(("../", "/")) and path not in (".", ".."):
                yield path + "/" if url.endswith("/") else path


def _unpacked(tree: Tree) -> Iterator[Found]:
    """Yield the evidence of an unpacked jar, such as the folder that Spring Boot's `extract` makes."""
    manifest = tree.load(MANIFEST, lambda _, data: jar_file.parse_manifest(data[:MANIFEST_BYTES]))
    if not manifest or "Main-Class" not in manifest:
        return
    yield ProjectMarker("java", "manifest", MANIFEST, "an unpacked jar with a Main-Class")
    highest: ClassVersion | None = None
    jars = classes = 0
    for path in _files(tree):
        found: ClassVersion | None = None
        if path.lower().endswith(".jar") and "/" in path and jars < CLASS_PATH_LIMIT:
            jars += 1
            jar = _read(tree, path)
            inside = None if isinstance(jar, Problem) else jar.highest
            found = replace(inside, entry=path) if inside is not None else None
        elif jar_file.counts(path) and "/" in path and classes < LOOSE_LIMIT:
            classes += 1
            found = _version(tree, path)
        if found is not None and (highest is None or found.order > highest.order):
            highest = found
    if highest is not None:
        yield _evidence(Location(highest.entry), highest, None)
    yield from _built_with(MANIFEST, manifest)


def _files(tree: Tree, top: str = "") -> Iterator[str]:
    """Yield the packed files in a folder and below it, folder by folder."""
    waiting = deque([top])
    for _ in range(FOLDERS_LIMIT):
        if not waiting:
            return
        folder = waiting.popleft()
        for name in tree.names(folder):
            path = posixpath.join(folder, name)
            if path.endswith("/"):
                waiting.append(path[:-1])
            else:
                yield path


def _built_with(name: str, manifest: Mapping[str, str]) -> Iterator[Evidence]:
    """Yield a hint for the JDK that built the jar. The jar may run on other versions."""
    written = manifest.get("Build-Jdk-Spec") or manifest.get("Build-Jdk")
    if written:
        yield Evidence("java", "jar.build-jdk", Location(name), "Build-Jdk-Spec", written, "hint")


def _loose(tree: Tree, names: list[str]) -> Iterator[Found]:
    highest: ClassVersion | None = None
    for name in names:
        version = _version(tree, name)
        if version is not None and (highest is None or version.order > highest.order):
            highest = version
    if highest is not None:
        yield ProjectMarker("java", "source", highest.entry, "a compiled class")
        yield _evidence(Location(highest.entry), highest, None)


def _version(tree: Tree, name: str) -> ClassVersion | None:
    try:
        with tree.open(name) as file:
            return jar_file.class_version(file.read(8), name)
    except OSError:
        return None


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
