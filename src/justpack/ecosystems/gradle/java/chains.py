"""Chains of names in the header of a block or on the left of an assignment, each name with its arguments.

`tasks.named<JavaCompile>("compileJava")` consists of the link `tasks` and the link `named` with the type and the text.
A getter of Java (`getTasks()`) is the same as the property (`tasks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from justpack.ecosystems.gradle.tokens import Token

_GETTER = re.compile(r"get([A-Z])(\w+)")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_LOCAL = frozenset({"val", "var", "def", "final"})
_MODIFIERS = frozenset(
    {"public", "private", "protected", "internal", "static", "override", "final", "abstract", "open"}
)
_DECLARING = frozenset({"fun", "class", "object", "interface", "void", "constructor", "enum"})
_DELEGATES = frozenset({"getting", "existing", "registering", "creating"})
"""Properties of a container that take the name of the variable: `val compileJava by tasks.existing`."""
CONDITIONS = frozenset({"if", "else", "when", "switch", "case", "try", "catch", "for", "while"})
_KEPT_GETTERS = frozenset({"getting", "getByName", "getByType", "getByPath", "getAt", "getOrNull", "getOrElse"})


@dataclass(slots=True)
class Link:
    """One name of a chain."""

    name: str
    texts: list[str] = field(default_factory=list)
    """The literal strings among the arguments."""
    words: list[str] = field(default_factory=list)
    """The types and names among the arguments, without the package of a type."""


@dataclass(slots=True)
class Chain:
    """The names of a header or of the left of an assignment."""

    links: list[Link] = field(default_factory=list)
    declares: bool = False
    """Whether it declares a function, a method or a class."""
    conditional: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    """The parameters of a function or a lambda, with their types; "" if the type is not written."""


def plain_name(name: str) -> str:
    """Return a getter's name as that of the property: `getOptions` becomes `options`."""
    match = None if name in _KEPT_GETTERS else _GETTER.fullmatch(name)
    return match[1].lower() + match[2] if match else name


def function_name(header: tuple[Token, ...]) -> str | None:
    """Return the name of the function or method that a header declares, or None."""
    if _end_of_head(header) is None and not _declares(header):
        return None
    for index, token in enumerate(header[:-1]):
        if token.kind == "mark" and token.text in ("=", "{"):
            return None
        if token.kind == "word" and header[index + 1].kind == "mark" and header[index + 1].text == "(":
            return token.text if index else None
    return None


def class_name(header: tuple[Token, ...]) -> str | None:
    """Return the name of the class or object that a header declares, or None."""
    for token, after in pairwise(header):
        if token.kind == after.kind == "word" and token.text in ("class", "object", "interface"):
            return after.text
    return None


def _end_of_head(header: tuple[Token, ...]) -> int | None:
    """Return the index of the `=` of a Kotlin function without a block, or None."""
    if not any(token.kind == "word" and token.text == "fun" for token in header[:4]):
        return None
    depth = 0
    for index, token in enumerate(header):
        mark = token.text if token.kind == "mark" else ""
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if depth == 0 and mark == "=":
            return index
    return None


def _declares(header: tuple[Token, ...]) -> bool:
    words = [token.text for token in header if token.kind == "word"]
    if not words:
        return False
    if _DECLARING & set(words[:6]) and not any(token.text == "=" and token.kind == "mark" for token in header):
        return _before_bracket(header, _DECLARING)
    if words[0] in _MODIFIERS or (words[0] == "def" and len(words) > 1):
        return not any(token.kind == "mark" and token.text == "=" for token in header) and "by" not in words
    return False


def _before_bracket(header: tuple[Token, ...], wanted: frozenset[str]) -> bool:
    """Return whether one of the words is outside of brackets."""
    depth = 0
    before = ""
    for token in header:
        if token.kind == "mark":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        elif depth == 0 and token.kind == "word" and token.text in wanted and before not in (".", "::"):
            return True
        before = token.text
    return False


def chain(tokens: tuple[Token, ...]) -> Chain:
    """Parse a header, or the left of an assignment."""
    found = Chain()
    tokens = _after_condition(tuple(token for token in tokens if token.kind != "newline"), found)
    end = _end_of_head(tokens)
    if end is not None:
        _declaration(tokens[:end], found)
        _expression(_without_class(tokens[end + 1 :]), found)
    elif _declares(tokens):
        _declaration(tokens, found)
    else:
        _expression(_without_class(tokens), found)
    return found


def _after_condition(tokens: tuple[Token, ...], found: Chain) -> tuple[Token, ...]:
    while tokens and tokens[0].kind == "word" and tokens[0].text in CONDITIONS:
        found.conditional = True
        depth = end = 0
        for index, token in enumerate(tokens[1:], 1):
            if token.kind == "mark":
                depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth == 0:
                end = index if token.kind == "mark" and token.text in _CLOSING else index - 1
                break
        else:
            end = len(tokens)
        tokens = tokens[end + 1 :]
    return tokens


def _declaration(tokens: tuple[Token, ...], found: Chain) -> None:
    """Take the parameters with their types, and as a link the type that a Kotlin function extends."""
    found.declares = True
    start = next((index for index, token in enumerate(tokens) if token.kind == "mark" and token.text == "("), None)
    head = tokens[:start]
    for token, after in pairwise(head):
        if token.kind == "word" and after.text == "." and "fun" in {each.text for each in head}:
            found.links.append(Link(token.text))
    for part in _split(tokens[start + 1 :] if start is not None else ()):
        words = [token.text for token in part if token.kind == "word"]
        if any(token.text == ":" for token in part) and words:
            found.parameters[words[0]] = words[1] if len(words) > 1 else ""
        elif words:
            found.parameters[words[-1]] = words[0] if len(words) > 1 else ""


def _split(tokens: tuple[Token, ...]) -> Iterator[list[Token]]:
    """Yield the parts between commas up to the closing bracket."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        mark = token.text if token.kind == "mark" else ""
        depth += (mark in _OPENING or mark == "<") - (mark in _CLOSING or mark == ">")
        if depth < 0:
            break
        if mark == "," and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _without_class(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Remove `::class`, `::class.java` and `.class` after a type."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        if (
            tokens[index].text in ("::", ".")
            and tokens[index].kind == "mark"
            and index + 1 < len(tokens)
            and tokens[index + 1].text == "class"
        ):
            index += 2
            if [token.text for token in tokens[index : index + 2]] == [".", "java"]:
                index += 2
            continue
        found.append(tokens[index])
        index += 1
    return tuple(found)


def _expression(tokens: tuple[Token, ...], found: Chain) -> None:
    """Parse a chain in one pass; what follows a bracket that stays open continues the chain."""
    stack: list[Link | None] = []
    start = 0
    local = bool(tokens) and tokens[0].kind == "word" and tokens[0].text in _LOCAL
    for index, token in enumerate(tokens):
        if token.kind == "mark" and token.text == "=" and (local or _typed(tokens, index)):
            start = index + 1
            break
    declared = tokens[1].text if local and len(tokens) > 1 and tokens[1].kind == "word" else None
    if local and not start:
        by = next((index for index, token in enumerate(tokens) if token.text == "by" and token.kind == "word"), None)
        start = by + 1 if by is not None else 1
    current: Link | None = None
    joined = True
    before: Token | None = None
    for index in range(start, len(tokens)):
        token = tokens[index]
        mark = token.text if token.kind == "mark" else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if mark in _OPENING or (mark == "<" and current is not None and before is not None and before.kind == "word"):
            stack.append(current)
            if current is None:
                current = Link("")
                found.links.append(current)
                stack[-1] = current
        elif mark in _CLOSING or (mark == ">" and stack):
            if stack:
                current = stack.pop()
        elif mark == "->":
            _parameters(tokens, index, found, alone=bool(stack))
            if stack and stack[-1] is not None:
                stack[-1].words[:] = [word for word in stack[-1].words if word not in found.parameters]
            if current is not None and not stack and current in found.links:
                found.links.remove(current)
            current, joined = None, True
        elif mark in (",", "="):
            joined = mark == "="
        elif token.kind == "word" and token.text not in ("new", "by", "as", "return"):
            if stack:
                if (after is None or after.text not in (".", "?.")) and stack[-1] is not None:
                    stack[-1].words.append(token.text)
            elif joined or before is None or before.text in (".", "?.", "*.", "!!", "=", ")"):
                current = Link(plain_name(token.text))
                found.links.append(current)
                joined = False
            elif current is not None:
                current.words.append(token.text)
        elif token.kind == "string":
            if stack:
                if stack[-1] is not None:
                    stack[-1].texts.append(token.text)
            elif current is None:
                current = Link(token.text)
                found.links.append(current)
                joined = False
            else:
                current.texts.append(token.text)
        before = token
    if stack:
        _continue(tokens, found)
    if declared is not None and found.links and found.links[-1].name in _DELEGATES:
        found.links[-1].texts.append(declared)


def _typed(tokens: tuple[Token, ...], at: int) -> bool:
    """Return whether a variable with a type is before `at`, as in Java: `JavaPluginExtension java`."""
    return at > 1 and tokens[at - 1].kind == "word" and (tokens[at - 2].kind == "word" or tokens[at - 2].text == ">")


def _parameters(tokens: tuple[Token, ...], arrow: int, found: Chain, *, alone: bool) -> None:
    """Take the parameters of a lambda before its arrow; in a call, it is `alone` if it is not in brackets."""
    start = arrow - 1
    if start >= 0 and tokens[start].text == ")":
        while start > 0 and tokens[start].text != "(":
            start -= 1
    elif not alone:
        while start > 0 and (tokens[start - 1].kind == "word" or tokens[start - 1].text in (",", ":")):
            start -= 1
    words = [token.text for token in tokens[max(start, 0) : arrow] if token.kind == "word"]
    found.parameters.update(dict.fromkeys(words, ""))


def _continue(tokens: tuple[Token, ...], found: Chain) -> None:
    """Parse what follows the last comma in the last bracket that stays open as part of the chain."""
    open_at: list[int] = []
    comma: dict[int, int] = {}
    for index, token in enumerate(tokens):
        mark = token.text if token.kind == "mark" else ""
        if mark in _OPENING:
            open_at.append(index)
        elif mark in _CLOSING and open_at:
            open_at.pop()
        elif mark in (",", "->") and open_at:
            comma[open_at[-1]] = index
    for start, following in zip(open_at, [*open_at[1:], len(tokens)], strict=False):
        inner = Chain()
        _expression(tokens[comma.get(start, start) + 1 : following], inner)
        found.links += inner.links
        found.parameters.update(inner.parameters)
