"""Reads the files of a Gradle build; a file that cannot be read is recorded and does not stop the others."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import TypeVar

from justpack.ecosystems.gradle import script as gradle_script
from justpack.ecosystems.gradle.script import Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.model import Location, Problem
from justpack.tree.documents import properties, toml
from justpack.tree.documents.properties import Properties
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree

T = TypeVar("T")

ROOTS = frozenset({"rootDir", "projectDir", "settingsDir", "rootProjectDir", "projectDirectory", "rootDirectory"})
"""Names of the root's folder, or of the folder of the script."""


class Reader:
    """Reads files of the build and collects their problems."""

    def __init__(self, tree: Tree, base: str = "") -> None:
        self.tree = tree
        self.base = base
        """The folder of the build; "" for the root of the project. All paths are relative to it."""
        self.problems: list[Problem] = []
        """The files that cannot be read."""
        self.unread: list[Problem] = []
        """The parts of the build that are not read because a limit is exceeded."""

    def has(self, path: str) -> bool:
        """Return whether a path is a file."""
        return self.tree.has(posixpath.join(self.base, path))

    def has_folder(self, path: str) -> bool:
        """Return whether a path is a folder."""
        return self.tree.has_folder(posixpath.join(self.base, path).rstrip("/"))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names in a folder; those of folders end with `/`."""
        return self.tree.names(posixpath.join(self.base, folder).rstrip("/"))

    def skipped(self, path: str, message: str) -> None:
        """Record that parts of the build that a file refers to are not read."""
        help = "set the runtime in justpack.toml if one of them needs another Java version"
        problem = Problem(f"{path}: {message} are not read", Location(path), help)
        if problem not in self.unread:
            self.unread.append(problem)

    def script(self, path: str) -> Script | None:
        """Return a script, or None if it does not exist or cannot be read."""
        found = self._load(path, gradle_script.parse)
        self.unread += [each for each in found.unread if each not in self.unread] if found is not None else ()
        return found

    def first(self, folder: str, names: tuple[str, ...]) -> Script | None:
        """Return the first script with one of these names in a folder, or None."""
        for name in names:
            path = posixpath.join(folder, name)
            if self.has(path):
                return self.script(path)
        return None

    def properties(self, folder: str) -> Properties | None:
        """Return the gradle.properties of a folder, or None."""
        return self._load(posixpath.join(folder, manifests.GRADLE_PROPERTIES), properties.parse)

    def property_file(self, path: str) -> Properties | None:
        """Return another properties file, or None."""
        return self._load(path, properties.parse)

    def catalog(self, path: str) -> TomlDocument | None:
        """Return a version catalog, or None."""
        return self._load(path, toml.parse)

    def _load(self, path: str, parse: Callable[[str, bytes], T]) -> T | None:
        try:
            return self.tree.load(posixpath.join(self.base, path), parse)
        except ManifestError as error:
            if error.problem not in self.problems:
                self.problems.append(error.problem)
            return None


def calls(script: Script | None, name: str) -> Iterator[tuple[Statement, tuple[Token, ...]]]:
    """Yield the statements that begin with a name, also after a condition, with their arguments."""
    for statement in script.statements if script else ():
        tokens = statement.body
        if len(tokens) > 1 and tokens[0].kind == "word" and tokens[0].text == name:
            yield statement, tokens[1:]


def literals(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield the texts of the string literals among the tokens."""
    return (token.text for token in tokens if token.literal)


def paths(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield the texts of strings that are literal or begin with the root folder: `"$rootDir/x"`."""
    for token in tokens:
        if token.literal:
            yield token.text
        elif token.kind == "string" and all(isinstance(each, str) or each[-1].text in ROOTS for each in token.parts):
            yield token.text.lstrip("/")


def inside(path: str) -> str | None:
    """Normalize a path, or return None if it is outside of the project."""
    path = posixpath.normpath(path)
    return None if path.startswith(("../", "/")) or path == ".." else path
