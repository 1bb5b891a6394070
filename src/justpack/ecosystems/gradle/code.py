"""The classes and functions in the source files of a build's own logic (docs.gradle.org, "Binary plugins").

A plugin class counts with all its statements. A function counts if a script or class that applies to the project calls
it; a method of another class only if the class is named too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from justpack.ecosystems.gradle.java.chains import class_name, function_name
from justpack.ecosystems.gradle.script import Script, Statement

_CALLED_BY_GRADLE = frozenset({"apply", "execute", "main", "invoke", "call"})
"""Methods that Gradle calls; a call of such a name does not refer to a certain class."""


@dataclass(slots=True)
class Code:
    """The parts of source files by name."""

    classes: dict[str, Script] = field(default_factory=dict)
    functions: dict[str, list[tuple[str | None, Script]]] = field(default_factory=dict)
    """The functions by name, each with the class that contains it; None for a function at the top level."""


def index(scripts: Iterable[Script]) -> Code:
    """Return the classes and functions of source files."""
    found = Code()
    for script in scripts:
        classes: dict[str, list[Statement]] = {}
        functions: dict[tuple[str, str | None], list[Statement]] = {}
        for statement in script.statements:
            owner: str | None = None
            named: list[str] = []
            for block in statement.blocks():
                name = block.parsed(class_name)
                if name is not None:
                    owner = owner or name
                    classes.setdefault(name, []).append(statement)
                elif owner is None and (function := block.parsed(function_name)) is not None:
                    named.append(function)
            for function in named:
                functions.setdefault((function, owner), []).append(statement)
            short = _short(statement)
            if short is not None:
                functions.setdefault((short, owner), []).append(statement)
        for name, statements in classes.items():
            found.classes.setdefault(name, script.part(statements))
        for (function, owner), statements in functions.items():
            if function not in _CALLED_BY_GRADLE:
                found.functions.setdefault(function, []).append((owner, script.part(statements)))
    return found


def _short(statement: Statement) -> str | None:
    """Return the name of a Kotlin function without a block: `fun Project.setUp() = jvmToolchain(17)`."""
    tokens = statement.tokens
    if statement.script.kotlin and "fun" in {token.text for token in tokens[:4]}:
        for token, after in pairwise(tokens):
            if token.kind == "word" and after.text == "(":
                return token.text
    return None


def called(script: Script, code: Code) -> Iterator[Script]:
    """Yield the functions that a script or a part of one calls."""
    if not code.functions:
        return
    words = script.derive(_words)
    for name in words & code.functions.keys():
        for owner, function in code.functions[name]:
            if owner is None or owner in words or function.text is script.text:
                yield function


def _words(script: Script) -> frozenset[str]:
    """Return the names that the script calls, and the names with a capital letter."""
    found: set[str] = set()
    for statement in script.statements:
        tokens = statement.tokens
        for position, token in enumerate(tokens):
            if token.kind != "word":
                continue
            after = tokens[position + 1] if position + 1 < len(tokens) else None
            if token.text[:1].isupper() or (
                after is not None and (after.text == "(" or after.kind in ("word", "string"))
            ):
                found.add(token.text)
        for block in statement.blocks():
            found.update(block.words)
    return frozenset(found)
