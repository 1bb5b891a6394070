"""Reader for the Maven options that a project stores in `.mvn`.

`.mvn/maven.config` contains command-line options and `.mvn/jvm.config` those of the JVM
(maven.apache.org/configure.html). Both are read from the project's root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from justpack.ecosystems.maven.pom import Value
from justpack.facts.manifests import MAVEN_CONFIG, MAVEN_JVM_CONFIG
from justpack.frozen import frozen
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of Maven's command line."""

    properties: Mapping[str, Value] = field(default_factory=dict)
    """Properties set with `-D`; they override the properties of poms."""
    system: Mapping[str, str] = field(default_factory=dict)
    """System properties set with `-D` for the JVM; the properties of poms override them."""
    on: frozenset[str] = frozenset()
    """Profiles that are activated."""
    off: frozenset[str] = frozenset()
    """Profiles that are deactivated."""


@frozen
class _Word:
    """A part of a file of options."""

    text: Text
    start: int
    end: int

    def place(self) -> Location:
        return self.text.place(self.start, self.end)


def read(tree: Tree) -> Options:
    """Return the options of the project. Raises ManifestError if a file cannot be read."""
    return tree.derive(_read)


def _read(tree: Tree) -> Options:
    properties: dict[str, Value] = {}
    on: set[str] = set()
    off: set[str] = set()
    for name, argument, text, start in _options(tree.load(MAVEN_CONFIG, texts.parse)):
        if name in ("-D", "--define"):
            key, _, value = argument.partition("=")
            at = start + len(key) + 1 if "=" in argument else start
            word = _Word(text, at, at + max(1, len(value)))
            properties[key] = Value(value if "=" in argument else "true", f"-D{key}", word)
        elif name in ("-P", "--activate-profiles"):
            for profile in filter(None, (each.strip() for each in argument.split(","))):
                if profile[0] in "!-":
                    off.add(profile[1:].removeprefix("?"))
                else:
                    on.add(profile.removeprefix("+").removeprefix("?"))
    return Options(properties, dict(_system(tree.load(MAVEN_JVM_CONFIG, texts.parse))), frozenset(on), frozenset(off))


def _options(text: Text | None) -> Iterator[tuple[str, str, Text, int]]:
    """Yield every option with its argument, its file, and the argument's offset; the argument may be on the next
    line.
    """
    if text is None:
        return
    waiting: str | None = None
    for word, start in _words(text):
        if waiting is not None:
            yield waiting, word, text, start
            waiting = None
        elif word in ("-D", "--define", "-P", "--activate-profiles"):
            waiting = word
        elif word.startswith(("-D", "-P")):
            yield word[:2], word[2:], text, start + 2
        elif word.startswith(("--define=", "--activate-profiles=")):
            name, _, argument = word.partition("=")
            yield name, argument, text, start + len(name) + 1


def _system(text: Text | None) -> Iterator[tuple[str, str]]:
    for word, _ in _words(text) if text else ():
        if word.startswith("-D"):
            key, _, value = word[2:].partition("=")
            yield key, value


def _words(text: Text) -> Iterator[tuple[str, int]]:
    at = 0
    for line in text.text.split("\n"):
        if not line.lstrip().startswith("#"):
            for word in _WORD.finditer(line):
                yield word.group(), at + word.start()
        at += len(line) + 1
