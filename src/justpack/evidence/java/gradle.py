"""Evidence from the Java settings of a Gradle build.

Every project of the build is compiled, so the settings of each project count. Within a project the last statement for
a setting counts. Nothing is run: a value that would have to be computed is only a hint.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from justpack.ecosystems.gradle import build as gradle_build
from justpack.ecosystems.gradle import includes
from justpack.ecosystems.gradle.build import Build, Project
from justpack.ecosystems.gradle.java import source_sets
from justpack.ecosystems.gradle.java.settings import Kind, Setting, settings
from justpack.ecosystems.gradle.script import Script
from justpack.ecosystems.gradle.values import Expression, Known, Unknown, evaluate
from justpack.evidence.java import java_levels
from justpack.evidence.java.gradle_wrapper import daemon, wrapper
from justpack.evidence.source_api import Found, Stated, declaration
from justpack.model import EVERY, Evidence, Location, Problem, ProjectMarker, Strength, VersionSet
from justpack.tree.tree import Tree
from justpack.versions import java

_SOURCES = "src/main/java"
"""The folder of the main Java sources of a project, if its scripts name no other."""
FILES = (*gradle_build.SCRIPTS, *includes.SETTINGS)

HINTS_LIMIT = 20
"""The most settings under conditions that are reported for one project."""

APPLIED_LIMIT = 100_000
"""The most Java settings of scripts that are applied to projects below, each counted once for each project. A build
with 500 projects and a root script with ten settings has 5,000.
"""

SOURCES: dict[Kind, str] = {
    "toolchain": "gradle.toolchain",
    "release": "gradle.release",
    "target": "gradle.targetCompatibility",
    "source": "gradle.sourceCompatibility",
    "jvm-target": "gradle.jvmTarget",
}


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the evidence from the build's scripts, its wrapper and the settings of its daemon."""
    shown = next((path for path in FILES if tree.has(path)), None)
    if shown is None:
        return
    build = gradle_build.read(tree)
    broken = next((each for each in build.problems if each.location.path in FILES), None)
    yield ProjectMarker("java", "manifest", shown, shown, broken)
    yield from (each for each in build.problems if each is not broken)
    yield from build.unread
    yield from _version(build)
    unread: list[Problem] = []
    declared = list(java_levels.deduplicate(_declarations(tree, build, unread)))
    yield from declared
    yield from unread
    yield from wrapper(tree)
    yield from daemon(tree, declared)


def _version(build: Build) -> Iterator[Stated]:
    own = build.root.own
    for statement in reversed(own.statements if own else []):
        tokens = statement.tokens
        words = statement.block.words if statement.block else ("allprojects",)
        if tokens[0].text == "version" and len(tokens) > 1 and words[:1] == ("allprojects",) and own is not None:
            value = tokens[2:] if tokens[1].text == "=" else tokens[1:]
            found = evaluate(Expression(own, value), build.root.names) if value else Unknown("")
            if isinstance(found, Known) and found.text:
                yield Stated("java", found.text)
                return
    found_property = build.root.names.property("version")
    if found_property is not None and found_property.text:
        yield Stated("java", found_property.text)


def _declarations(tree: Tree, build: Build, unread: list[Problem]) -> Iterator[Evidence]:
    """Yield each declaration once, even if it applies to several projects.

    Add a problem to `unread` if the settings of scripts above the projects are too many.
    """
    seen: set[tuple[str, Location, str]] = set()
    left = APPLIED_LIMIT
    for part in (build, *build.included):
        several = len(part.projects) > 1
        for project in part.projects:
            left -= sum(len(settings(script)) for above in part.above(project) for script in above.scripts)
            if left < 0:
                message = f"more than {APPLIED_LIMIT:,} Java settings of scripts apply to other projects"
                place = Location(part.settings.path if part.settings is not None else project.folder)
                unread.append(Problem(f"{message}; {project.path} and the projects after it are not read", place))
                return
            if several and project is part.root and not tree.has_folder(posixpath.join(project.folder, "src")):
                continue  # the root has no sources of its own
            has_sources = tree.has_folder(posixpath.join(project.folder, _SOURCES))
            for each in _of_project(part, project, has_sources=has_sources):
                key = (each.source, each.location, each.raw)
                if key not in seen:
                    seen.add(key)
                    yield each


def _of_project(build: Build, project: Project, *, has_sources: bool) -> Iterator[Evidence]:
    if project.is_android:
        return  # its classes run on Android, not on the runtime
    last: dict[str, dict[Kind, tuple[Setting, Project]]] = {"": {}}
    hints: list[tuple[Setting, Project]] = []
    for setting, scope in _settings(build, project):
        owner = setting.owner
        name = owner.name if owner.kind == "source set" else ""
        if name and not source_sets.is_packaged(name, [script for script in (project.own, *project.scripts) if script]):
            continue
        before = last.setdefault(name, {}).get(setting.kind)
        if setting.conditional:
            hints.append((setting, scope))
        elif before is None or owner.kind == "task" or before[0].owner.kind != "task":
            last[name][setting.kind] = (setting, scope)
    for name, found_last in last.items():
        yield from _of_sources(name, found_last, compiled=has_sources and not name)
    for setting, scope in hints[:HINTS_LIMIT]:
        found = _evidence(setting, scope)
        yield replace(found, strength="hint", versions=None, problem=None, note="it applies only under a condition")


def _of_sources(name: str, last: dict[Kind, tuple[Setting, Project]], *, compiled: bool) -> Iterator[Evidence]:
    """Yield the declarations for the main sources, or for another packaged source set.

    javac refuses a target below the source, which is the level of the toolchain if no other is set; it is not run if no
    Java is `compiled`.
    """
    preview = last.pop("preview", None)
    level = "release" if "release" in last else "source"
    for kind, (setting, scope) in last.items():
        found = _evidence(setting, scope)
        if kind in ("source", "target") and "release" in last:
            found = replace(found, strength="hint", versions=None, problem=None, note="options.release wins over it")
        elif name:
            found = replace(found, note="; ".join(filter(None, (found.note, f"for the source set {name}"))))
        elif preview is not None and kind == level and found.versions and found.versions != EVERY:
            first = found.versions.spans[0][0][0]
            note = f"{preview[0].name} needs Java {first} itself"
            found = replace(found, strength="range", versions=java.exactly(first), note=note)
        elif compiled and kind == "target" and (above := _source(last)) is not None:
            found = _checked(found, _evidence(*above))
        yield found


def _source(last: dict[Kind, tuple[Setting, Project]]) -> tuple[Setting, Project] | None:
    """Return the setting of javac's source level: without one of its own it is the project's toolchain."""
    toolchain = last.get("toolchain")
    ours = toolchain is not None and toolchain[0].owner.kind != "task"
    return last.get("source") or (toolchain if ours else None)


def _checked(target: Evidence, source: Evidence) -> Evidence:
    """Return the target, with a problem if it is below the source."""
    if not target.versions or not source.versions or EVERY in (target.versions, source.versions):
        return target
    lower, upper = target.versions.spans[0][0][0], source.versions.spans[0][0][0]
    if lower >= upper:
        return target
    message = f"{target.key}: javac refuses the target {lower} below {source.key} {upper}"
    problem = Problem(message, target.location, f"set both to {upper}, or options.release alone", None)
    return replace(target, versions=None, problem=problem)


def _settings(build: Build, project: Project) -> Iterator[tuple[Setting, Project]]:
    """Yield the settings that apply to a project, in order of execution, with the project that resolves their names."""
    for setting in settings(build.settings) if build.settings is not None else ():
        if setting.reach == "all":
            yield setting, project
    for above in build.above(project):
        for script in above.scripts:
            for setting in settings(script):
                if setting.reach != "own" or (setting.projects is not None and project.path in setting.projects):
                    yield setting, above
    for script in project.scripts:
        for setting in settings(script):
            named = setting.projects is None or project.path in setting.projects
            if named and setting.reach != "sub":
                yield setting, project


def _evidence(setting: Setting, scope: Project) -> Evidence:
    script: Script = setting.value.script
    source = SOURCES[setting.kind]
    key = setting.name.removeprefix("set")
    key = key[0].lower() + key[1:]
    found = evaluate(setting.value, scope.names)
    if isinstance(found, Unknown):
        tokens = setting.value.tokens
        return Evidence(
            family="java",
            source=source,
            location=script.place(tokens[0].start, tokens[-1].end),
            key=key,
            raw=script.written(tokens),
            strength="hint",
            note=f"unresolved: {found.why}",
        )
    strength: Strength = "pin" if setting.kind == "toolchain" else "floor"
    note = "through " + ", ".join(found.through) if found.through else None
    return declaration(
        found.written,
        lambda _: EVERY if found.current else _admitted(setting, found.text),
        family="java",
        source=source,
        place=found.place,
        key=key,
        strength="floor" if found.current else strength,
        note="it follows the JDK that runs the build" if found.current else note,
        template=found.template,
    )


def _admitted(setting: Setting, text: str) -> VersionSet:
    of_project = setting.kind in ("source", "target") and setting.owner.kind != "task"  # a task hands javac the text
    level = java.parse_compatibility(text) if of_project else java.parse_level(text)
    if setting.kind == "toolchain":
        return java.exactly(level)
    return java.at_least(level) if setting.kind == "jvm-target" else java_levels.compiles(level)
