"""The projects and builds that a Gradle settings script includes, with their folders.

The script names them with `include`, `includeBuild` and `project(":a").projectDir` (docs.gradle.org, "Multi-Project
Builds" and "Composite builds"). Nothing is run: a statement under a condition, in any block except `pluginManagement`,
or with a computed path is not certain.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from justpack.ecosystems.gradle.expressions import split, unwrapped
from justpack.ecosystems.gradle.reader import ROOTS, Reader, calls, inside, literals, paths
from justpack.ecosystems.gradle.script import Block, Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.facts import manifests
from justpack.frozen import frozen, replace
from justpack.model import Location
from justpack.tree.tree import Tree

SETTINGS = manifests.GRADLE_SETTINGS

NESTING_LIMIT = 50
"""Largest depth of projects in projects."""

_CERTAIN_BLOCKS = (("pluginManagement",),)
_FILE = frozenset({"file", "File"})


@frozen
class Taken:
    """A folder that the script includes."""

    project: str | None
    """The path of the project in that folder, such as `:app`; None for a build of its own."""
    folder: str
    """As written, relative to the folder of the script."""
    place: Location
    certain: bool
    """Whether Gradle reads the folder in every case."""
    blocks: tuple[Block, ...] = ()
    """The blocks that contain the statement, innermost first."""
    substitutes: bool = False
    """Whether the script lists the dependencies that the included build replaces."""


def read(tree: Tree) -> tuple[Taken, ...]:
    """Return every folder that the settings script of the root includes; an empty result if it cannot be read."""
    script = Reader(tree).first("", SETTINGS)
    return (*builds(script), *moved(script))


def builds(settings: Script | None) -> Iterator[Taken]:
    """Yield the included builds."""
    replacing = settings.derive(_substituting) if settings is not None else frozenset()
    for statement, tokens in calls(settings, "includeBuild"):
        for taken in _taken(statement, None, tokens):
            yield replace(taken, substitutes=taken.folder in replacing)


def _substituting(settings: Script) -> frozenset[str]:
    """Return the folders of the included builds for which the script has a `dependencySubstitution`."""
    return frozenset(
        text
        for statement in settings.statements
        if any(token.text == "substitute" for token in statement.tokens)
        for block in statement.blocks()
        if block.words[:1] == ("includeBuild",)
        for text in paths(block.header)
    )


def moved(settings: Script | None) -> Iterator[Taken]:
    """Yield the projects whose folder is set: `project(":a").projectDir = file("x")`."""
    for statement, tokens in calls(settings, "project"):
        sides = split(tokens, "=")
        if len(sides) == 2 and sides[0] and sides[0][-1].text == "projectDir":
            names = list(literals(sides[0]))
            if names:
                yield from _taken(statement, names[0], sides[1])


def projects(settings: Script | None) -> Iterator[tuple[str, str]]:
    """Yield the included projects with their folders. The parent projects of an included project are included too."""
    folders = {str(each.project): each.folder for each in moved(settings)}
    seen: set[str] = set()
    for _, tokens in calls(settings, "include"):
        for text in literals(tokens):
            folder = ""
            path = ""
            for part in list(filter(None, text.split(":", NESTING_LIMIT)))[:NESTING_LIMIT]:
                path = f"{path}:{part}"
                folder = folders.get(path, posixpath.join(folder, part))
                plain = inside(folder)
                if path not in seen and plain not in (None, "."):
                    seen.add(path)
                    yield path, str(plain)


def _taken(statement: Statement, project: str | None, value: tuple[Token, ...]) -> Iterator[Taken]:
    """Yield the folders in a value. Of a project only the last string counts, as in `file(rootDir, "x")`."""
    script = statement.script
    found = [token for token in value if token.kind == "string" and next(paths((token,)), None) is not None]
    certain = (
        len(found) == 1
        and _alone(value)
        and statement.body == statement.tokens
        and all(each.words in _CERTAIN_BLOCKS for each in statement.blocks())
    )
    for token in found if project is None else found[-1:]:
        place = script.text_place(token)
        yield Taken(project, next(paths((token,))), place, certain, tuple(statement.blocks()))


def _alone(value: tuple[Token, ...]) -> bool:
    """Return whether a value is one literal string, or `file("x")` or `File(root, "x")` with one."""
    if value[-1:] and value[-1].kind == "mark" and value[-1].text == ",":
        value = value[:-1]  # a configuration block follows: `includeBuild '../b', { … }`
    value = unwrapped(value)
    if value[:1] and value[0].text == "new":
        value = value[1:]
    if value[:1] and value[0].kind == "word" and value[0].text in _FILE:
        *base, value = split(unwrapped(value[1:]), ",")
        if any(not each or each[-1].text not in ROOTS for each in base):
            return False
    value = unwrapped(value)
    return len(value) == 1 and value[0].kind == "string"
