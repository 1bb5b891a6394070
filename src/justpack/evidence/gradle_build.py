"""Which scripts make up a Gradle build, and which of them apply to each project?

Settings scripts name the projects and the included builds; convention plugins are scripts in buildSrc or in an included
build, applied by their id (docs.gradle.org, "Sharing build logic"). A folder that is not there has no say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.errors import ManifestError
from justpack.evidence import gradle_script
from justpack.evidence.gradle_names import Names, alias
from justpack.evidence.gradle_script import Script, Statement
from justpack.evidence.gradle_tokens import Token
from justpack.evidence.gradle_values import Expression, closing, split
from justpack.model import Problem
from justpack.tree.documents import properties, toml
from justpack.tree.documents.properties import Properties
from justpack.tree.snapshot import Tree

SETTINGS = ("settings.gradle", "settings.gradle.kts")
SCRIPTS = ("build.gradle", "build.gradle.kts")
CATALOG = "gradle/libs.versions.toml"
PROJECTS_LIMIT = 500
FOLDERS_LIMIT = 400
"""Folders of build logic looked into for convention plugins and constants."""
_APPLIED_LIMIT = 60
_CODE = (".kt", ".java", ".groovy")


@dataclass(slots=True)
class Project:
    """A project of the build and the scripts that apply to it, in order; the first ones are the root's."""

    path: str
    """As Gradle writes it, `:app:web`; the root is `:`."""
    folder: str
    own: Script | None
    scripts: list[Script] = field(default_factory=list)
    """What its own script applies: convention plugins and other scripts; then itself."""
    names: Names = field(default_factory=Names)


@dataclass(slots=True)
class Build:
    """Everything of a build that could be read."""

    root: Project
    projects: list[Project]
    """All of them, the root first."""
    settings: Script | None
    problems: list[Problem]


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.problems: list[Problem] = []

    def script(self, path: str) -> Script | None:
        try:
            return self.tree.load(path, gradle_script.parse)
        except ManifestError as error:
            self._problem(error)
            return None

    def first(self, folder: str, names: tuple[str, ...]) -> Script | None:
        for name in names:
            path = posixpath.join(folder, name)
            if self.tree.has(path):
                return self.script(path)
        return None

    def properties(self, folder: str) -> Properties | None:
        try:
            return self.tree.load(posixpath.join(folder, "gradle.properties"), properties.parse)
        except ManifestError as error:
            self._problem(error)
            return None

    def catalog(self, path: str) -> toml.TomlDocument | None:
        try:
            return self.tree.load(path, toml.parse)
        except ManifestError as error:
            self._problem(error)
            return None

    def _problem(self, error: ManifestError) -> None:
        if error.problem not in self.problems:
            self.problems.append(error.problem)


def read(tree: Tree) -> Build:
    """The build whose root is the project's."""
    reader = _Reader(tree)
    settings = reader.first("", SETTINGS)
    root = Project(":", "", reader.first("", SCRIPTS))
    projects = [root]
    for path, folder in _included(settings):
        if tree.has_folder(folder) and len(projects) < PROJECTS_LIMIT:
            names = (*SCRIPTS, *(posixpath.basename(folder) + ending for ending in (".gradle", ".gradle.kts")))
            projects.append(Project(path, folder, reader.first(folder, names)))
    logic, code = _build_logic(reader, settings)
    catalogs = {"libs": found} if (found := reader.catalog(CATALOG)) is not None else {}
    declared = dict(_declared(settings))
    top = reader.properties("")
    for project in projects:
        near = reader.properties(project.folder) if project is not root else None
        plugins = _applied(reader, project, logic)
        project.scripts = [*plugins, project.own] if project.own else plugins
        shared = [*plugins, *(each for each in (root.own, settings) if each and each is not project.own)]
        if project is not root:
            shared += [each for each in root.scripts if each not in shared]
        known = tuple(each for each in (near, top) if each is not None)
        project.names = Names(known, catalogs, declared, shared, code)
    return Build(root, projects, settings, reader.problems)


def _calls(script: Script | None, name: str) -> Iterator[tuple[Statement, tuple[Token, ...]]]:
    """The statements that begin with a name, with what is given to it."""
    for statement in script.statements if script else ():
        tokens = statement.tokens
        if tokens[0].kind == "word" and tokens[0].text == name and len(tokens) > 1:
            yield statement, tokens[1:]


def _texts(tokens: tuple[Token, ...]) -> Iterator[str]:
    return (token.text for token in tokens if token.literal)


def _included(settings: Script | None) -> Iterator[tuple[str, str]]:
    """The projects that a settings script includes with their folders; those above another are included with it."""
    moved = dict(_moved(settings))
    seen: set[str] = set()
    for _, tokens in _calls(settings, "include"):
        for text in _texts(tokens):
            parts = [part for part in text.split(":") if part]
            folder = ""
            for length in range(1, len(parts) + 1):
                path = ":" + ":".join(parts[:length])
                folder = moved.get(path, posixpath.join(folder, parts[length - 1]))
                folder = posixpath.normpath(folder)
                if path not in seen and not folder.startswith(("../", "/")) and folder not in ("..", "."):
                    seen.add(path)
                    yield path, folder


def _moved(settings: Script | None) -> Iterator[tuple[str, str]]:
    """`project(":a").projectDir = file("x")`."""
    for _, tokens in _calls(settings, "project"):
        sides = split(tokens, "=")
        if len(sides) == 2 and sides[0] and sides[0][-1].text == "projectDir":
            names, folders = list(_texts(sides[0])), list(_strings(sides[1]))
            if names and folders:
                yield names[0], folders[-1]


def _strings(tokens: tuple[Token, ...]) -> Iterator[str]:
    """String literals, and those that begin at the root: `"$rootDir/x"`."""
    for token in tokens:
        if token.kind != "string":
            continue
        if token.literal:
            yield token.text
        elif all(isinstance(part, str) or _root(part) for part in token.parts):
            yield token.text.lstrip("/")


def _root(part: tuple[Token, ...]) -> bool:
    return part[-1].text in ("rootDir", "projectDir", "settingsDir", "rootProjectDir", "projectDirectory")


def _declared(settings: Script | None) -> Iterator[tuple[tuple[str, str], Expression]]:
    """`version("java", "17")` in a block `libs { }` or `create("libs") { }` of `versionCatalogs`."""
    for statement, tokens in _calls(settings, "version"):
        end = closing(tokens, 0) if tokens[0].text == "(" else len(tokens)
        arguments = split(tokens[1:end] if tokens[0].text == "(" else tokens, ",")
        words = statement.block.words if statement.block else ()
        if len(arguments) == 2 and words and len(arguments[0]) == 1 and arguments[0][0].literal:
            yield (words[-1], alias(arguments[0][0].text)), Expression(statement.script, arguments[1])


def _build_logic(reader: _Reader, settings: Script | None) -> tuple[dict[str, Script], list[Script]]:
    """Convention plugins by their id, and the other source files, of buildSrc and of included builds."""
    folders = ["buildSrc"]
    for _, tokens in _calls(settings, "includeBuild"):
        folders += [posixpath.normpath(text) for text in _strings(tokens)]
    plugins: dict[str, Script] = {}
    code: list[Script] = []
    left = FOLDERS_LIMIT
    waiting = [folder for folder in folders if not folder.startswith(("..", "/")) and reader.tree.has_folder(folder)]
    while waiting and left:
        left -= 1
        folder = waiting.pop()
        for name in reader.tree.names(folder):
            path = posixpath.join(folder, name.rstrip("/"))
            if name.endswith("/"):
                if name not in ("build/", "test/", "resources/", ".gradle/", "node_modules/"):
                    waiting.append(path)
            elif "/src/" in path and name.endswith((".gradle", ".gradle.kts")):
                if (script := reader.script(path)) is not None:
                    plugins[_id(script, name)] = script
            elif "/src/" in path and name.endswith(_CODE) and len(code) < FOLDERS_LIMIT:
                code += [script] if (script := reader.script(path)) is not None else []
    return plugins, sorted(code, key=lambda each: each.path)


def _id(script: Script, name: str) -> str:
    """A convention plugin's id: its file's name, in Kotlin behind its package."""
    stem = name.removesuffix(".kts").removesuffix(".gradle")
    for _, tokens in _calls(script, "package"):
        return f"{script.written(tokens)}.{stem}"
    return stem


def _applied(reader: _Reader, project: Project, logic: dict[str, Script]) -> list[Script]:
    """What a project's script applies, and what that applies in turn, before those who apply it."""
    found: list[Script] = []
    entered: set[str] = set()

    def enter(script: Script, folder: str) -> None:
        for other in _applies(reader, script, logic, folder):
            if other.path not in entered and len(entered) < _APPLIED_LIMIT:
                entered.add(other.path)
                enter(other, folder)
                found.append(other)

    if project.own is not None:
        entered.add(project.own.path)
        enter(project.own, project.folder)
    return found


def _applies(reader: _Reader, script: Script, logic: dict[str, Script], folder: str) -> Iterator[Script]:
    for statement in script.statements:
        words = {token.text for token in statement.tokens if token.kind == "word"}
        first = statement.tokens[0].text
        block = statement.block.words if statement.block else ()
        if block[:1] == ("plugins",) and first != "alias":
            ids = list(_texts(statement.tokens)) if first in ("id", "apply") else [first]
            if "false" not in words:
                yield from (logic[id] for id in ids if id in logic)
        elif first == "apply" or block[:1] == ("apply",):
            for text in _strings(statement.tokens):
                if "plugin" in words and text in logic:
                    yield logic[text]
                elif "from" in words and "://" not in text:
                    yield from _script_at(reader, text, folder)


def _script_at(reader: _Reader, path: str, folder: str) -> Iterator[Script]:
    for base in dict.fromkeys((folder, "")):
        at = posixpath.normpath(posixpath.join(base, path))
        if not at.startswith(("../", "/")) and reader.tree.has(at):
            script = reader.script(at)
            if script is not None:
                yield script
            return
