"""Statements of a Gradle script that set a Java version.

The names are those of the Java plugin ("Building Java projects": toolchains, sourceCompatibility, options.release) and
of the Kotlin plugin (jvmToolchain, jvmTarget). `owners.py` determines what each statement configures; what belongs to
tests or to other tools is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from justpack.ecosystems.gradle.expressions import closing, split
from justpack.ecosystems.gradle.java.chains import CONDITIONS, plain_name
from justpack.ecosystems.gradle.java.owners import Owner, owner, project_paths, reach
from justpack.ecosystems.gradle.script import Block, Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.ecosystems.gradle.values import Expression
from justpack.frozen import frozen

Kind = Literal["toolchain", "release", "target", "source", "jvm-target", "preview"]
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
    "setJvmTarget": "jvm-target",
}
_SETTERS = frozenset({"set", "convention", "value"})
_ARGUMENTS = frozenset({"compilerArgs", "freeCompilerArgs", "allCompilerArgs"})
_FLAGS: dict[str, Kind] = {
    "--release": "release",
    "-source": "source",
    "--source": "source",
    "-target": "target",
    "--target": "target",
    "-jvm-target": "jvm-target",
    "-Xjdk-release": "jvm-target",
    "--enable-preview": "preview",
}
"""Arguments of javac and kotlinc that are followed by a Java version, and the one that has no value."""
_BARE = frozenset({"source", "target"})
"""Settings that a script may make without naming an object, because the project itself has them."""


@frozen
class Setting:
    """A statement that sets a Java version."""

    kind: Kind
    name: str
    value: Expression
    reach: Reach
    """Whether a root script's statement applies to the root, to all projects, or to all projects below the root."""
    projects: tuple[str, ...] | None
    """The paths of the projects that the statement applies to, if it names them."""
    conditional: bool
    owner: Owner
    statement: Statement


def settings(script: Script) -> tuple[Setting, ...]:
    """Return the settings of a script in order."""
    return script.derive(_settings)


def _settings(script: Script) -> tuple[Setting, ...]:
    return tuple(_found(script))


def _found(script: Script) -> Iterator[Setting]:
    for statement in script.statements:
        tokens = statement.tokens
        if not any(token.kind == "word" and token.text in _WORDS for token in tokens):
            continue
        for kind, name, left, value in (*_targets(tokens), *_arguments(tokens)):
            if not value or tokens[0].text in _LOCAL:
                continue
            meant = owner(statement, left)
            if not _is_java(kind, name, meant, value):
                continue
            where, projects = _reach(statement, left)
            conditional = meant.conditional or tokens[0].text in CONDITIONS
            yield Setting(
                kind, name, Expression(statement.script, value), where, projects, conditional, meant, statement
            )


_LOCAL = frozenset({"val", "var", "def"})
_WORDS = frozenset(_NAMES) | _ARGUMENTS | {f"get{name[0].upper()}{name[1:]}" for name in (*_NAMES, *_ARGUMENTS)}

_Target = tuple[Kind, str, tuple[Token, ...], tuple[Token, ...]]
"""The kind and name of a setting, the tokens before its name, and its value."""


def _targets(tokens: tuple[Token, ...]) -> Iterator[_Target]:
    """Yield what a statement sets, and its value: `a.b = c`, `a = b = c`, `a.b.set(c)`, `a.b(c)` or `a.b c`."""
    *names, value = split(tokens, "=")
    if names:
        for left in names:
            if left and left[-1].kind == "word" and (kind := _NAMES.get(left[-1].text)):
                yield kind, left[-1].text, left[:-1], value
        return
    for index, token in enumerate(tokens):
        name = plain_name(token.text) if token.kind == "word" else ""
        kind = _NAMES.get(name)
        if kind is None:
            continue
        left = tokens[:index]
        start = index + 1
        if [each.text for each in tokens[start : start + 2]] == ["(", ")"]:
            start += 2
        after = tokens[start:]
        if len(after) > 2 and after[0].text == "." and after[1].text in _SETTERS and after[2].text == "(":
            yield kind, name, left, _called(tokens, start + 2)
        elif after and after[0].kind == "mark":
            if after[0].text == "(":
                yield kind, name, left, _called(tokens, start)
        else:
            yield kind, name, left, after
        return


def _called(tokens: tuple[Token, ...], bracket: int) -> tuple[Token, ...]:
    end = closing(tokens, bracket)
    return () if end is None else split(tokens[bracket + 1 : end], "=")[-1]


def _arguments(tokens: tuple[Token, ...]) -> Iterator[_Target]:
    """Yield the Java versions among the arguments of a compiler: `options.compilerArgs += ["--release", "17"]`."""
    at = next((i for i, t in enumerate(tokens) if t.kind == "word" and plain_name(t.text) in _ARGUMENTS), None)
    if at is None:
        return
    left = tokens[:at]
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if not token.literal:
            continue
        flag, equals, rest = token.text.partition("=")
        kind = _FLAGS.get(flag)
        if kind is None:
            continue
        if kind == "preview":
            yield kind, flag, left, (token,)
        elif equals:
            yield kind, flag, left, (Token("string", rest, token.start, token.end, (rest,)),)
        else:
            yield kind, flag, left, _argument_after(tokens, index)


def _argument_after(tokens: tuple[Token, ...], index: int) -> tuple[Token, ...]:
    """Return the argument that follows a comma or `<<`."""
    start = index + 1
    while start < len(tokens) and tokens[start].kind != "string" and tokens[start].text in (",", "<", "<<", "\n"):
        start += 1
    if start == index + 1:
        return ()
    depth = 0
    for end in range(start, len(tokens)):
        mark = tokens[end].text if tokens[end].kind == "mark" else ""
        depth += (mark in ("(", "[")) - (mark in (")", "]"))
        if depth < 0 or (depth == 0 and mark in (",", "<")):
            return tokens[start:end]
    return tokens[start:]


def _is_java(kind: Kind, name: str, meant: Owner, value: tuple[Token, ...]) -> bool:
    """Return whether the name refers to a Java setting of the app: `languageVersion` can also be Kotlin's, and
    `release` anything's.
    """
    if meant.kind == "other" or (meant.kind == "nobody" and kind not in _BARE):
        return False
    if name == "languageVersion":
        if meant.kind != "project":
            return meant.kind == "task" and "compilerFor" in meant.names
        return bool({"toolchain", "jvmToolchain"} & meant.names) or any(t.text == "JavaLanguageVersion" for t in value)
    if kind == "toolchain" and meant.kind == "source set":
        return False
    return name != "release" or "options" in meant.names


def _reach(statement: Statement, left: tuple[Token, ...]) -> tuple[Reach, tuple[str, ...] | None]:
    for block in (Block(left, statement.block), *statement.blocks()):
        projects = project_paths(statement.script, block)
        if projects:
            return "own", projects
        found = reach(statement.script, block.header)
        if found != "own":
            return found, None
    return "own", None
