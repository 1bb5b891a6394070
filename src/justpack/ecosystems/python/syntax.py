"""Search for syntax errors in a Python source: syntax that is too new for a version of Python, or is Python 2.

The source is fine if the running Python parses it with the grammar of the older of the two versions
(`ast.parse(feature_version=…)`, docs.python.org). Otherwise tokens are searched for syntax of 3.12 (type parameters,
PEP 695; new content of f-strings, PEP 701), 3.13 (defaults of type parameters, PEP 696) and 3.14 (t-strings, PEP 750;
several exceptions without parentheses, PEP 758). The last one resembles Python 2, so syntax of Python 2 is reported as
such.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence

from justpack.ecosystems.python import tokens as python_tokens
from justpack.ecosystems.python.tokens import Token, Tokens
from justpack.frozen import frozen
from justpack.tree.documents import python_source

_WORTH = re.compile(
    rb"""(?i:\b(?:t|rt|tr)["'])|^[^\S\n]*except\b[^\n:(]*,"""
    rb"""|^[^\S\n]*(?:async[ ]+def|class|def|type)[ ]+\w+[ ]*\[[^\]]*=""",
    re.MULTILINE,
)
"""Only sources that match are parsed, because parsing all sources would cost more than all other checks together."""


@frozen
class Unknown:
    """One use of syntax that a version of Python does not support."""

    what: str
    since: tuple[int, int]
    """The version that introduced it; (2, 0) for syntax that Python 3 removed."""
    line: int


def unknown(source: bytes, python: tuple[int, int]) -> Unknown | None:
    """Return the first use of syntax that a version of Python does not support, or None."""
    if python >= (3, 14) or _WORTH.search(source) is None or _parses(source, min(python, sys.version_info[:2])):
        return None
    tokens = python_tokens.split(source)
    newer = next((each for each in _newer(tokens) if each.since > python), None) if tokens is not None else None
    if tokens is None or newer is None:
        return None
    old = _python_2(tokens)
    if old is None and sys.version_info >= (3, 14) and not _parses(source, None):
        return None  # the syntax error has another cause
    return old or newer


def beyond_this(tokens: Tokens) -> bool:
    """Return whether there is syntax that the running Python cannot parse, but a newer version can."""
    if _python_2(tokens) is not None:
        return False
    if tokens.nested and sys.version_info < (3, 12):
        return True
    return any(each.since > sys.version_info[:2] for each in _newer(tokens))


def _parses(source: bytes, python: tuple[int, int] | None) -> bool:
    try:
        python_source.parse(source, python)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return False
    return True


def parse(source: bytes) -> ast.Module:
    """Return the syntax tree. Raises what `python_source.parse` raises, with ValueError for an unknown encoding."""
    try:
        return python_source.parse(source)
    except LookupError as error:
        raise ValueError(str(error)) from None


_COMPOUND = frozenset({"class", "def", "if", "elif", "else", "for", "while", "with", "try", "except", "finally"})


@frozen
class Fault:
    """The first syntax error of a source."""

    what: str
    """The message of the compiler, or a description of what is wrong."""
    line: int


def fault(source: bytes, python: tuple[int, int]) -> Fault | None:
    """Return the syntax error with which a version of Python stops, or None if there is none or it is not certain.

    The running Python parses the source. If the other version is newer, syntax that only the newer one has is not an
    error, and what else the running one refuses is judged by the tokens alone.
    """
    try:
        python_source.parse(source)
    except (LookupError, RecursionError, MemoryError):
        return None
    except SyntaxError as error:
        found = Fault(error.msg or "invalid syntax", error.lineno or 1)
    except ValueError as error:
        found = Fault(str(error), 1)
    else:
        return None
    tokens = python_tokens.split(source)
    old = _python_2(tokens) if tokens is not None else None
    if old is not None and old.line <= found.line:
        return Fault(f"{old.what}, which only Python 2 has", old.line)
    if tokens is None or old is not None or python <= sys.version_info[:2]:
        newer = next(iter(_newer(tokens)), None) if tokens is not None else None
        return None if newer is not None and newer.since > python else found
    return _without_colon(tokens) if beyond_this(tokens) else found


def _without_colon(tokens: Tokens) -> Fault | None:
    """Return the first compound statement whose line has no colon. It is an error in every version of Python."""
    for statement in tokens.statements:
        words = statement[1:] if statement[0].text == "async" else statement
        begins = bool(words) and words[0].kind == "name" and words[0].text in _COMPOUND
        if begins and not any(each.text == ":" and each.kind == "mark" for each in words):
            return Fault("expected ':'", words[0].line)
    return None


def _newer(tokens: Tokens) -> Iterator[Unknown]:
    """Yield the uses of syntax from Python 3.12 and later, statement by statement."""
    for statement in tokens.statements:
        yield from _statement(statement[1:] if statement[0].text == "async" else statement)
        for token in statement:
            if token.kind == "string" and "t" in token.text:
                yield Unknown("a t-string", (3, 14), token.line)


def _statement(tokens: Sequence[Token]) -> Iterator[Unknown]:
    """Yield the newer syntax that a statement shows by its first word."""
    if _several(tokens):
        yield Unknown("several exceptions without parentheses", (3, 14), tokens[0].line)
    if len(tokens) < 3 or tokens[0].text not in ("class", "def", "type") or tokens[1].kind != "name":
        return
    if tokens[2].text == "[":
        has_default = _before_colon(tokens[2:], "=", 1)
        what, since = ("a default of a type parameter", (3, 13)) if has_default else ("type parameters", (3, 12))
        yield Unknown(what, since, tokens[0].line)
    elif tokens[0].text == "type" and tokens[2].text == "=":
        yield Unknown("a `type` statement", (3, 12), tokens[0].line)


def _several(tokens: Sequence[Token]) -> bool:
    """Return whether an `except` clause lists several exceptions without parentheses."""
    if not tokens or tokens[0].text != "except":
        return False
    caught = tokens[2:] if [each.text for each in tokens[1:2]] == ["*"] else tokens[1:]
    return bool(caught) and caught[0].text not in ("(", ":") and _before_colon(caught, ",", 0)


def _python_2(tokens: Tokens) -> Unknown | None:
    """Return the first statement that only Python 2 has, or that was probably written for Python 2, or None."""
    for statement in tokens.statements:
        first, *after = statement
        if first.text in ("print", "exec") and after and _begins_value(after[0]):
            return Unknown(f"a `{first.text}` statement", (2, 0), first.line)
        if first.text == "raise" and _before_colon(after, ",", 0):
            return Unknown("`raise` with a comma", (2, 0), first.line)
        if _several(statement) and _names_caught(after):
            return Unknown("an exception named after a comma", (2, 0), first.line)
    return None


def _begins_value(token: Token) -> bool:
    return token.kind in ("string", "number") or (
        token.kind == "name" and token.text not in ("in", "is", "and", "or", "not", "if", "else", "for")
    )


def _names_caught(after: Sequence[Token]) -> bool:
    """Return whether an exception, a comma and a name in lower case precede the colon, as in `ValueError, e:`."""
    texts = [each.text for each in after]
    end = texts.index(":") if ":" in texts else 0
    if end < 3 or texts[:end].count(",") != 1 or texts[end - 2] != ",":
        return False
    return after[end - 1].kind == "name" and texts[end - 1][0].islower()


def _before_colon(tokens: Sequence[Token], wanted: str, at_depth: int) -> bool:
    """Return whether a mark occurs at a depth of brackets before these brackets (at depth 0: the clause) end."""
    depth = 0
    for token in tokens:
        if token.kind != "mark":
            continue
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == wanted and depth == at_depth:
            return True
        if depth < at_depth or (token.text == ":" and depth == 0):
            return False
    return False
