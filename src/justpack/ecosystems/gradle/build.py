"""The projects of a Gradle build, with the scripts and names that apply to each.

The settings script lists the projects (docs.gradle.org, "Multi-Project Builds") and the included builds ("Composite
Builds"). A project whose folder does not exist is skipped.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from justpack.ecosystems.gradle import build_logic, includes
from justpack.ecosystems.gradle import catalogs as gradle_catalogs
from justpack.ecosystems.gradle.names import Names, definition
from justpack.ecosystems.gradle.reader import Reader, inside, literals
from justpack.ecosystems.gradle.script import Script
from justpack.facts import manifests
from justpack.facts.java.java_build_plugins import ANDROID
from justpack.model import Location, Problem
from justpack.tree.tree import Tree

SCRIPTS = manifests.GRADLE_BUILDS
PROJECTS_LIMIT = 2000
"""Largest number of projects read in one build; the largest open-source builds have about a thousand."""
BUILDS_LIMIT = 50
"""Largest number of included builds that are read."""

_PLUGIN_BUILD = frozenset({"kotlin-dsl", "java-gradle-plugin", "groovy-gradle-plugin", "gradlePlugin"})
"""Plugins of a build that makes plugins for Gradle, and the block that declares these."""
_MULTIPLATFORM = "org.jetbrains.kotlin.multiplatform"


@dataclass(slots=True)
class Project:
    """One project of the build."""

    path: str
    """The path in Gradle's notation, `:app:web`; the root is `:`."""
    folder: str
    own: Script | None
    scripts: list[Script] = field(default_factory=list)
    """The scripts that are applied to the project, in order; its own script is the last."""
    names: Names = field(default_factory=Names)
    is_android: bool = False
    """Whether its only target is Android."""
    plugins: frozenset[str] = frozenset()
    """The ids of the plugins that are applied, as far as they are known."""


@dataclass(slots=True)
class Build:
    """The parts of a build that could be read."""

    root: Project
    projects: list[Project]
    """All projects, the root first."""
    problems: list[Problem]
    """The files that cannot be read."""
    unread: list[Problem]
    """The parts of the build that are not read because a limit is exceeded."""
    settings: Script | None = None
    included: list[Build] = field(default_factory=list)
    """The included builds that the projects depend on."""
    by_path: dict[str, Project] = field(default_factory=dict)

    def above(self, project: Project) -> Iterator[Project]:
        """Yield the projects above a project, the root first."""
        if project is self.root:
            return
        yield self.root
        parts = project.path.split(":")
        for end in range(2, len(parts)):
            parent = self.by_path.get(":".join(parts[:end]))
            if parent is not None:
                yield parent


def read(tree: Tree) -> Build:
    """Read the build whose root is the project's root, and the builds that it includes."""
    found = _read(tree, "")
    candidates = _candidates(tree, found)
    added = True
    while added:
        needed = [each for each in candidates if each[1] or _is_needed(found, each[0])]
        found.included += [each[0] for each in needed]
        candidates = [each for each in candidates if each not in needed]
        added = bool(needed)
    return found


def _candidates(tree: Tree, root: Build) -> list[tuple[Build, bool]]:
    """Return the included builds that are not logic of the build, and whether the settings script substitutes them."""
    found: list[tuple[Build, bool]] = []
    seen = {""}
    waiting = [(root, "")]
    while waiting:
        build, base = waiting.pop(0)
        for taken in includes.builds(build.settings):
            folder = inside(posixpath.join(base, taken.folder))
            if folder in (None, ".", *seen) or not tree.has_folder(str(folder)):
                continue
            if len(seen) > BUILDS_LIMIT:
                root.unread[:] = dict.fromkeys((*root.unread, _too_many(taken.place)))
                continue
            seen.add(str(folder))
            if any(block.words == ("pluginManagement",) for block in taken.blocks):
                continue
            other = _read(tree, str(folder))
            if not _makes_plugins(other):
                found.append((other, taken.substitutes))
                waiting.append((other, str(folder)))
    return found


def _too_many(place: Location) -> Problem:
    return Problem(
        f"{place.path}: the included builds after the first {BUILDS_LIMIT} are not read",
        Location(place.path),
        "set the runtime in justpack.toml if one of them needs another Java version",
    )


def _read(tree: Tree, base: str) -> Build:
    reader = Reader(tree, base)
    settings = reader.first("", includes.SETTINGS)
    root = Project(":", base, reader.first("", SCRIPTS))
    projects = [root, *_projects(reader, settings)]
    catalogs = gradle_catalogs.read(reader, settings)
    logic = build_logic.read(reader, settings, catalogs)
    top = reader.properties("")
    for project in projects:
        inner = project is not root
        folder = project.folder if inner else ""
        near = reader.properties(folder) if inner else None
        applied = build_logic.applied(reader, project.own, root.own if inner else None, folder, logic, catalogs)
        plugins = applied.scripts
        project.plugins = applied.ids
        project.is_android = _MULTIPLATFORM not in applied.ids and any(id.startswith(ANDROID) for id in applied.ids)
        project.scripts = [*plugins, project.own] if project.own else plugins
        shared = dict.fromkeys([*plugins, *(root.scripts if inner else ()), *([settings] if settings else ())])
        known = tuple(each for each in (near, top) if each is not None)
        project.names = Names(known, catalogs, list(shared), logic.code)
    for project in projects[1:]:
        project.folder = posixpath.join(base, project.folder)
    by_path = {each.path: each for each in projects}
    return Build(root, projects, reader.problems, reader.unread, settings, by_path=by_path)


def _projects(reader: Reader, settings: Script | None) -> Iterator[Project]:
    included = (each for each in includes.projects(settings) if reader.has_folder(each[1]))
    for path, folder in islice(included, PROJECTS_LIMIT):
        names = (*SCRIPTS, *(posixpath.basename(folder) + ending for ending in (".gradle", ".gradle.kts")))
        yield Project(path, folder, reader.first(folder, names))
    if settings is not None and (more := next(included, None)) is not None:
        reader.skipped(settings.path, f"{more[0]} and the projects after the first {PROJECTS_LIMIT:,}")


def _makes_plugins(build: Build) -> bool:
    """Return whether an included build contains plugins for Gradle, so that it runs in the JVM of Gradle."""
    for project in build.projects:
        for statement in project.own.statements if project.own else ():
            around = [block.words for block in statement.blocks()]
            words = [token.text for token in statement.tokens if token.kind in ("word", "string")]
            if _PLUGIN_BUILD & set(words) and (not around or ("plugins",) in around):
                return True
    return False


def _is_needed(build: Build, other: Build) -> bool:
    """Return whether a project of the build depends on a module of the other build: `com.example:lib:1.0`."""
    modules = {f"{group}:{name}" if group else f":{name}" for group, name in _modules(other)}
    return any(
        any(_names_module(text, modules) for text in project.own.derive(_strings))
        for each in (build, *build.included)
        for project in each.projects
        if project.own
    ) or any(
        _names_module(text, modules)
        for each in (build, *build.included)
        for text in each.root.names.catalogs.libraries()
    )


def _names_module(text: str, modules: set[str]) -> bool:
    parts = text.split(":")
    return len(parts) > 1 and (f"{parts[0]}:{parts[1]}" in modules or f":{parts[1]}" in modules)


def _strings(script: Script) -> frozenset[str]:
    found: set[str] = set()
    for statement in script.statements:
        texts = [token.text for token in statement.tokens if token.kind == "string"]
        found.update(text for text in texts if ":" in text)
        if {"group", "name"} <= {token.text for token in statement.tokens if token.kind == "word"}:
            found.add(":".join(texts[:2]))
    return frozenset(found)


def _modules(build: Build) -> Iterator[tuple[str | None, str]]:
    """Yield the group and the name of each project. The group is None if it is not a literal text."""
    shared = _group(build.root)
    name = posixpath.basename(build.root.folder)
    for statement in build.settings.statements if build.settings else ():
        words = [token.text for token in statement.tokens if token.kind == "word"]
        if words[:2] == ["rootProject", "name"]:
            name = next(literals(statement.tokens), name)
    yield shared, name
    for project in build.projects[1:]:
        yield _group(project) or shared, project.path.rpartition(":")[2]


def _group(project: Project) -> str | None:
    for statement in project.own.statements if project.own else ():
        tokens = statement.tokens
        if tokens[0].text == "group" and (definition(statement) is not None or len(tokens) == 2):
            return next(literals(tokens[1:]), None)
    found = project.names.property("group")
    return found.text if found else None
