"""Statements of a Gradle script that set a Java version.

The names are those of the Java plugin ("Building Java projects": toolchains, sourceCompatibility, options.release) and
of the Kotlin plugin (jvmToolchain, jvmTarget). Settings that apply only to tests are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from justpack.ecosystems.gradle.expressions import closing, split
from justpack.ecosystems.gradle.script import Block, Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.ecosystems.gradle.values import Expression

Kind = Literal["toolchain", "release", "target", "source", "jvm-target"]
Reach = Literal["own", "all", "sub"]

_NAMES: dict[str, Kind] = {
    "languageVersion": "toolchain",
    "jvmToolchain": "toolchain",
    "sourceCompatibility": "source",
    "targetCompatibility": "target",
    "setSourceCompatibility": "source",
    "setTargetCompatibility": "target",
    "release": "release",
    "jvmTarget": "jvm-target",
}
_SETTERS = frozenset({"set", "convention", "value"})
_CONDITIONS = frozenset({"if", "else", "when", "switch", "case", "try", "catch", "for", "while"})
_TEST = re.compile(r"compile\w*Test\w*|tests?|\w*Tests?")
_MAIN = frozenset({"compileJava", "compileKotlin"})
_OTHER_TOOLS = frozenset({"launcherFor", "javaLauncher", "javadocToolFor", "javadocTool"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A statement that sets a Java version."""

    kind: Kind
    name: str
    value: Expression
    reach: Reach
    """Whether a root script's statement applies to the root, to all projects, or to all projects below the root."""
    project: str | None
    """The path of the project that the statement applies to, if it names one."""
    conditional: bool
    statement: Statement


def settings(script: Script) -> Iterator[Setting]:
    """Yield the settings of a script in order."""
    for statement in script.statements:
        for name, left, value in _targets(statement.tokens):
            kind = _NAMES.get(name)
            if (
                kind is None
                or not value
                or not _meant(kind, name, left, value, statement)
                or _of_tests(left, statement)
            ):
                continue
            reach, project = _reach(statement)
            conditional = left[0].text in _CONDITIONS or any(_condition(block) for block in statement.blocks())
            yield Setting(kind, name, Expression(script, value), reach, project, conditional, statement)


def _targets(tokens: tuple[Token, ...]) -> Iterator[tuple[str, tuple[Token, ...], tuple[Token, ...]]]:
    """Yield what a statement sets, and its value: `a.b = c`, `a = b = c`, `a.b.set(c)`, `a.b(c)` or `a.b c`."""
    *names, value = split(tokens, "=")
    if names:
        for left in names:
            if left and left[-1].kind == "word":
                yield left[-1].text, left, value
        return
    for index, token in enumerate(tokens):
        if token.kind != "word" or token.text not in _NAMES:
            continue
        after = tokens[index + 1 :]
        if len(after) > 2 and after[0].text == "." and after[1].text in _SETTERS and after[2].text == "(":
            yield from _called(tokens, index, index + 3)
        elif after and after[0].kind == "mark":
            yield from _called(tokens, index, index + 1) if after[0].text == "(" else ()
        else:
            yield token.text, tokens[: index + 1], after
        return


def _called(
    tokens: tuple[Token, ...], index: int, bracket: int
) -> Iterator[tuple[str, tuple[Token, ...], tuple[Token, ...]]]:
    end = closing(tokens, bracket)
    if end is not None:
        yield tokens[index].text, tokens[: index + 1], split(tokens[bracket + 1 : end], "=")[-1]


def _meant(kind: Kind, name: str, left: tuple[Token, ...], value: tuple[Token, ...], statement: Statement) -> bool:
    """Return whether the name refers to a Java setting: `languageVersion` can also be Kotlin's, and `release`
    anything's.
    """
    around = [token.text for token in left[:-1]] + [word for block in statement.blocks() for word in block.words]
    if name == "languageVersion":
        of_java = any(word in ("toolchain", "jvmToolchain", "compilerFor") for word in around)
        return (of_java or any(token.text == "JavaLanguageVersion" for token in value)) and not _OTHER_TOOLS & set(
            around
        )
    return kind != "release" or "options" in around


def _of_tests(left: tuple[Token, ...], statement: Statement) -> bool:
    words = [token.text for token in left if token.kind in ("word", "string")]
    for block in statement.blocks():
        if not block.words or block.words[0] not in ("project", "configure", *_CONDITIONS):
            words += block.words
    return any(_TEST.fullmatch(word) for word in words) and not _MAIN & set(words)


def _condition(block: Block) -> bool:
    return bool(block.words) and block.words[0] in _CONDITIONS


def _reach(statement: Statement) -> tuple[Reach, str | None]:
    for block in statement.blocks():
        words = block.words
        if not words:
            continue
        if words[0] == "project" and len(words) == 2 and len(block.header) == 4:
            return "own", words[1]
        if words[0] == "allprojects" or words[:2] == ("configure", "allprojects"):
            return "all", None
        if words[0] == "subprojects" or words[:2] == ("configure", "subprojects"):
            return "sub", None
    return "own", None
