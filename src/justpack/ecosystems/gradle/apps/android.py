"""Detects Gradle builds that make an Android app, or a library for one, and nothing that a JVM can start.

A project of the build that may be an app for the JVM, because of a plugin, a main class or a JVM target, makes the
answer unclear, and nothing is detected.
"""

from __future__ import annotations

import posixpath

from justpack.ecosystems.gradle import build, build_logic
from justpack.ecosystems.gradle.build import Build, Project
from justpack.ecosystems.gradle.reader import calls, literals
from justpack.ecosystems.gradle.script import Script
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.java.java_build_plugins import ANDROID, LIBRARIES
from justpack.model import Location
from justpack.tree.tree import Tree

APPLICATION = f"{ANDROID}application"
_NAMES_IT = (b"com.android.", b"com/android/")
_SCREENED = (*manifests.GRADLE_SETTINGS, *manifests.GRADLE_BUILDS, manifests.GRADLE_CATALOG)
LIMIT = 1 << 20
"""Largest file, in bytes, that is searched for the plugin of Android."""
_MULTIPLATFORM = "org.jetbrains.kotlin.multiplatform"
_MAIN = ("mainclass", "javaexec")


def plugin(tree: Tree) -> tuple[Location, str] | None:
    """Return where the plugin of Android is applied, and its id; None if the build may make an app for the JVM."""
    if not any(_mentions(tree, path) for path in _SCREENED):
        return None
    found = build.read(tree)
    if found.problems or found.unread or found.included or _includes_others(found):
        return None
    of_android = [(each, id) for each in found.projects if (id := _id(each)) is not None]
    if not of_android or any(_may_be_app(tree, each) for each in found.projects):
        return None
    project, id = next((each for each in of_android if each[1] == APPLICATION), of_android[0])
    return _place(project), id


def _mentions(tree: Tree, path: str) -> bool:
    """Whether a file of the root names the plugin; as a rule one of these files names its version."""
    try:
        text = tree.peek(path, LIMIT) if tree.has(path) else None
    except ManifestError:
        return False
    return text is not None and any(name in text for name in _NAMES_IT)


def _includes_others(found: Build) -> bool:
    """Whether the settings script includes projects that it does not name."""
    return any(not list(literals(tokens)) for _, tokens in calls(found.settings, "include"))


def _id(project: Project) -> str | None:
    """Return the id of the Android plugin that a project applies, that of an app before the others."""
    ids = sorted((each for each in project.plugins if each.startswith(ANDROID)), key=lambda each: each != APPLICATION)
    return ids[0] if ids else None


def _may_be_app(tree: Tree, project: Project) -> bool:
    """Whether a project may make something that a JVM can start."""
    if project.own is None or not tree.has_folder(posixpath.join(project.folder, "src")):
        return False  # it only configures other projects
    if any(_names_main(script) for script in project.scripts):
        return True
    if _MULTIPLATFORM in project.plugins:
        return any(_has_jvm_target(script) for script in project.scripts)
    if project.is_android:
        return False
    return not project.plugins or not all(id.startswith(ANDROID) or id in LIBRARIES for id in project.plugins)


def _names_main(script: Script) -> bool:
    return any(
        name in token.text.lower().replace("-", "")
        for statement in script.statements
        for token in statement.tokens
        for name in _MAIN
    )


def _has_jvm_target(script: Script) -> bool:
    return any(token.text == "jvm" for statement in script.statements for token in statement.tokens) or any(
        "jvm" in block.words for statement in script.statements for block in statement.blocks()
    )


def _place(project: Project) -> Location:
    """Return the location of the statement that applies the plugin, or else the project's script."""
    assert project.own is not None
    for statement in project.own.statements:
        ids = build_logic.plugins(statement, project.names.catalogs)
        if any(id.startswith(ANDROID) for id in ids or ()):
            return project.own.place(statement.tokens[0].start, statement.tokens[-1].end)
    return Location(project.own.path)
