"""The projects of a Gradle build, with the scripts and names that apply to each.

The settings script lists the projects (docs.gradle.org, "Multi-Project Builds"). A project whose folder does not exist
is skipped.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle import build_logic
from justpack.ecosystems.gradle import catalogs as gradle_catalogs
from justpack.ecosystems.gradle.expressions import split
from justpack.ecosystems.gradle.names import Names
from justpack.ecosystems.gradle.reader import Reader, calls, inside, literals, paths
from justpack.ecosystems.gradle.script import Script
from justpack.model import Problem
from justpack.tree.tree import Tree

SETTINGS = ("settings.gradle", "settings.gradle.kts")
SCRIPTS = ("build.gradle", "build.gradle.kts")
PROJECTS_LIMIT = 500
"""Largest number of projects read in one build; the largest open-source builds have several hundred."""


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


@dataclass(slots=True)
class Build:
    """The parts of a build that could be read."""

    root: Project
    projects: list[Project]
    """All projects, the root first."""
    problems: list[Problem]


def read(tree: Tree) -> Build:
    """Read the build whose root is the project's root."""
    reader = Reader(tree)
    settings = reader.first("", SETTINGS)
    root = Project(":", "", reader.first("", SCRIPTS))
    projects = [root, *_projects(reader, settings)]
    catalogs = gradle_catalogs.read(reader, settings)
    logic = build_logic.read(reader, settings)
    top = reader.properties("")
    for project in projects:
        inner = project is not root
        near = reader.properties(project.folder) if inner else None
        plugins = build_logic.applied(reader, project.own, root.own if inner else None, project.folder, logic, catalogs)
        project.scripts = [*plugins, project.own] if project.own else plugins
        shared = dict.fromkeys([*plugins, *(root.scripts if inner else ()), *([settings] if settings else ())])
        known = tuple(each for each in (near, top) if each is not None)
        project.names = Names(known, catalogs, list(shared), logic.code)
    return Build(root, projects, reader.problems)


def _projects(reader: Reader, settings: Script | None) -> Iterator[Project]:
    for path, folder in list(_included(settings))[:PROJECTS_LIMIT]:
        if reader.tree.has_folder(folder):
            names = (*SCRIPTS, *(posixpath.basename(folder) + ending for ending in (".gradle", ".gradle.kts")))
            yield Project(path, folder, reader.first(folder, names))


def _included(settings: Script | None) -> Iterator[tuple[str, str]]:
    """Yield the projects that a settings script includes, with their folders. Including a project includes its
    parents.
    """
    moved = dict(_moved(settings))
    seen: set[str] = set()
    for _, tokens in calls(settings, "include"):
        for text in literals(tokens):
            folder = ""
            path = ""
            for part in filter(None, text.split(":")):
                path = f"{path}:{part}"
                folder = moved.get(path, posixpath.join(folder, part))
                plain = inside(folder)
                if path not in seen and plain not in (None, "."):
                    seen.add(path)
                    yield path, str(plain)


def _moved(settings: Script | None) -> Iterator[tuple[str, str]]:
    """Yield the project paths and folders of statements such as `project(":a").projectDir = file("x")`."""
    for _, tokens in calls(settings, "project"):
        sides = split(tokens, "=")
        if len(sides) == 2 and sides[0] and sides[0][-1].text == "projectDir":
            names, folders = list(literals(sides[0])), list(paths(sides[1]))
            if names and folders:
                yield names[0], folders[-1]
