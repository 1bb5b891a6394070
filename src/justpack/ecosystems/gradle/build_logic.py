"""The scripts of a build's own logic that apply to a project.

Convention plugins are scripts in buildSrc or in an included build, or classes that its `gradlePlugin` block declares;
they are applied by id (docs.gradle.org, "Sharing build logic"). `apply from` refers to a script by its path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle.catalogs import Catalogs, alias
from justpack.ecosystems.gradle.expressions import split
from justpack.ecosystems.gradle.reader import Reader, calls, inside, literals, paths
from justpack.ecosystems.gradle.script import Block, Script, Statement

FOLDERS_LIMIT = 400
"""Largest number of folders of build logic that are searched."""
FILES_LIMIT = 400
_APPLIED_LIMIT = 60
_NO_LOGIC = frozenset({"build/", "test/", "functionalTest/", "resources/", ".gradle/", "node_modules/"})
_SCRIPT = (".gradle", ".gradle.kts")
_CODE = (".kt", ".java", ".groovy")


@dataclass(slots=True)
class Logic:
    """The sources in buildSrc and the included builds."""

    plugins: dict[str, Script] = field(default_factory=dict)
    """Convention plugins by id."""
    code: list[Script] = field(default_factory=list)
    """All other source files."""


def read(reader: Reader, settings: Script | None) -> Logic:
    """Read the build's own logic."""
    found = Logic()
    builds: list[Script] = []
    waiting = ["buildSrc", *_included_builds(settings)]
    waiting = [folder for folder in reversed(waiting) if reader.tree.has_folder(folder)]
    for _ in range(FOLDERS_LIMIT):
        if not waiting:
            break
        folder = waiting.pop()
        for name in reader.tree.names(folder):
            path = posixpath.join(folder, name)
            if name.endswith("/"):
                waiting += [path[:-1]] if name not in _NO_LOGIC else []
            elif name.endswith((*_SCRIPT, *_CODE)) and len(found.code) + len(found.plugins) < FILES_LIMIT:
                script = reader.script(path)
                if script is None:
                    continue
                if not name.endswith(_SCRIPT):
                    found.code.append(script)
                elif "/src/" in path:
                    found.plugins[_id(script, name)] = script
                else:
                    builds.append(script)
    for build in builds:
        found.plugins.update(_classes(build, found.code))
    return found


def _included_builds(settings: Script | None) -> Iterator[str]:
    for _, tokens in calls(settings, "includeBuild"):
        for path in paths(tokens):
            plain = inside(path)
            if plain not in (None, "."):
                yield str(plain)


def _id(script: Script, name: str) -> str:
    """Return a convention plugin's id: its file name, in Kotlin with its package in front."""
    stem = name.removesuffix(".kts").removesuffix(".gradle")
    for _, tokens in calls(script, "package"):
        return f"{script.written(tokens)}.{stem}"
    return stem


def _classes(build: Script, code: Iterable[Script]) -> Iterator[tuple[str, Script]]:
    """Yield the plugin ids of `id = "x"` next to `implementationClass = "p.C"`, with the file that contains the
    class.
    """
    ids: dict[int, str] = {}
    for statement in build.statements:
        sides = split(statement.tokens, "=")
        said = list(literals(sides[1])) if len(sides) == 2 else []
        if not said or statement.block is None:
            continue
        if sides[0][-1:] and sides[0][-1].text == "id":
            ids[id(statement.block)] = said[0]
        elif sides[0][-1:] and sides[0][-1].text == "implementationClass" and id(statement.block) in ids:
            name = said[0].rpartition(".")[2]
            for script in code:
                if posixpath.basename(script.path).partition(".")[0] == name:
                    yield ids[id(statement.block)], script


def applied(
    reader: Reader, own: Script | None, above: Script | None, folder: str, logic: Logic, catalogs: Catalogs
) -> list[Script]:
    """Return the scripts that a project's script applies, directly or through others, in order of application.

    The scripts that the root's script applies to the project are included. A script follows those that it applies
    itself.
    """
    found: list[Script] = []
    entered = {script.path for script in (own, above) if script is not None}

    def enter(statements: Iterable[Statement]) -> None:
        for other in _applies(reader, statements, logic, catalogs, folder):
            if other.path not in entered and len(entered) < _APPLIED_LIMIT:
                entered.add(other.path)
                enter(other.statements)
                found.append(other)

    if above is not None:
        enter(statement for statement in above.statements if any(map(_of_others, statement.blocks())))
    if own is not None:
        enter(own.statements)
    return found


def _of_others(block: Block) -> bool:
    words = block.words
    return words[:1] in (("allprojects",), ("subprojects",)) or (
        words[:1] == ("configure",) and words[1:2] in (("allprojects",), ("subprojects",))
    )


def _applies(
    reader: Reader, statements: Iterable[Statement], logic: Logic, catalogs: Catalogs, folder: str
) -> Iterator[Script]:
    for statement in statements:
        words = [token.text for token in statement.tokens if token.kind == "word"]
        first = statement.tokens[0].text
        block = statement.block.words if statement.block else ()
        if block == ("plugins",) and "false" not in words:
            for id in _ids(statement, first, words, catalogs):
                if id in logic.plugins:
                    yield logic.plugins[id]
        elif first in ("apply", "from") or block == ("apply",) or words[-2:] == ["pluginManager", "apply"]:
            for text in paths(statement.tokens):
                if text in logic.plugins:
                    yield logic.plugins[text]
                elif "from" in words and "://" not in text:
                    yield from _at(reader, text, folder)


def _ids(statement: Statement, first: str, words: list[str], catalogs: Catalogs) -> list[str]:
    """Return the plugin ids of a line in a `plugins` block: an id, a catalog alias or a bare name."""
    if first == "alias" and len(words) > 3 and words[2] == "plugins":
        found = catalogs.plugin(words[1], ".".join(alias(word) for word in words[3:]))
        return [found] if found else []
    return list(literals(statement.tokens)) if first in ("id", "apply") else [first]


def _at(reader: Reader, path: str, folder: str) -> Iterator[Script]:
    for base in dict.fromkeys((folder, "")):
        plain = inside(posixpath.join(base, path))
        if plain is not None and reader.tree.has(plain):
            script = reader.script(plain)
            if script is not None:
                yield script
            return
