"""The projects of a Gradle build, with the scripts and names that apply to each.

The settings script lists the projects (docs.gradle.org, "Multi-Project Builds"). A project whose folder does not exist
is skipped.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle import build_logic, includes
from justpack.ecosystems.gradle import catalogs as gradle_catalogs
from justpack.ecosystems.gradle.names import Names
from justpack.ecosystems.gradle.reader import Reader
from justpack.ecosystems.gradle.script import Script
from justpack.facts import manifests
from justpack.model import Problem
from justpack.tree.tree import Tree

SCRIPTS = manifests.GRADLE_BUILDS
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
    settings = reader.first("", includes.SETTINGS)
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
    for path, folder in list(includes.projects(settings))[:PROJECTS_LIMIT]:
        if reader.tree.has_folder(folder):
            names = (*SCRIPTS, *(posixpath.basename(folder) + ending for ending in (".gradle", ".gradle.kts")))
            yield Project(path, folder, reader.first(folder, names))
