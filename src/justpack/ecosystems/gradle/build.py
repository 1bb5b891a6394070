"""Which projects does a Gradle build have, and which scripts and names hold for each?

The settings script names them (docs.gradle.org, "Multi-Project Builds"). A project whose folder is not there is silent.
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
"""Projects of one build; the largest open ones have some hundreds."""


@dataclass(slots=True)
class Project:
    """A project of the build."""

    path: str
    """As Gradle writes it, `:app:web`; the root is `:`."""
    folder: str
    own: Script | None
    scripts: list[Script] = field(default_factory=list)
    """What is applied to it in order, its own script last."""
    names: Names = field(default_factory=Names)


@dataclass(slots=True)
class Build:
    """Everything of a build that could be read."""

    root: Project
    projects: list[Project]
    """All of them, the root first."""
    problems: list[Problem]


def read(tree: Tree) -> Build:
    """The build whose root is the project's."""
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
