"""Which syntax of a Python source does a given Python not know?

What this Python parses, as the older one of the two has it (`ast.parse(feature_version=…)`, docs.python.org), is known.
Otherwise the tokens are looked at for what came with 3.12 (type parameters, PEP 695; what f-strings may hold, PEP 701),
3.13 (defaults of type parameters, PEP 696) and 3.14 (t-strings, PEP 750; several exceptions without parentheses, PEP
758). The last looks like Python 2, so what only Python 2 has is told apart.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from justpack.ecosystems.python import tokens as python_tokens
from justpack.ecosystems.python.tokens import Token, Tokens

_WORTH = re.compile(
    rb"""(?i:\b(?:t|rt|tr)["'])|^[^\S\n]*except\b[^\n:(]*,"""
    rb"""|^[^\S\n]*(?:async[ ]+def|class|def|type)[ ]+\w+[ ]*\[[^\]]*=""",
    re.MULTILINE,
)
"""Only what may hold one of them is parsed: parsing everything would cost more than all other checks together."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """One use of syntax that a Python does not know."""

    what: str
    since: tuple[int, int]
    """The Python that brought it; (2, 0) for what Python 3 took away."""
    line: int


def unknown(source: bytes, python: tuple[int, int]) -> Unknown | None:
    """The first use of syntax that this Python does not know, or None."""
    if python >= (3, 14) or _WORTH.search(source) is None or _parses(source, min(python, sys.version_info[:2])):
        return None
    tokens = python_tokens.split(source)
    newer = next((each for each in _newer(tokens) if each.since > python), None) if tokens is not None else None
    if tokens is None or newer is None:
        return None
    old = _python_2(tokens)
    if old is None and sys.version_info >= (3, 14) and not _parses(source, None):
        return None  # what is wrong with it is something else
    return old or newer


def beyond_this(tokens: Tokens) -> bool:
    """Whether there is syntax that the Python this runs on cannot parse, but a newer one can."""
    if _python_2(tokens) is not None:
        return False
    if tokens.nested and sys.version_info < (3, 12):
        return True
    return any(each.since > sys.version_info[:2] for each in _newer(tokens))


def _parses(source: bytes, python: tuple[int, int] | None) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source, feature_version=python)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _newer(tokens: Tokens) -> Iterator[Unknown]:
    """What Python 3.12 and later brought, statement by statement."""
    for statement in tokens.statements:
        yield from _statement(statement[1:] if statement[0].text == "async" else statement)
        for token in statement:
            if token.kind == "string" and "t" in token.text:
                yield Unknown("a t-string", (3, 14), token.line)


def _statement(tokens: Sequence[Token]) -> Iterator[Unknown]:
    """What a statement says by its first word."""
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
    """Whether a clause catches several exceptions that no parentheses hold together."""
    if not tokens or tokens[0].text != "except":
        return False
    caught = tokens[2:] if [each.text for each in tokens[1:2]] == ["*"] else tokens[1:]
    return bool(caught) and caught[0].text not in ("(", ":") and _before_colon(caught, ",", 0)


def _python_2(tokens: Tokens) -> Unknown | None:
    """The first statement that only Python 2 has, or that only there means what it surely should."""
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
    """Whether one exception, a comma and a plain name as of a variable stand before the colon: `ValueError, e:`."""
    texts = [each.text for each in after]
    end = texts.index(":") if ":" in texts else 0
    if end < 3 or texts[:end].count(",") != 1 or texts[end - 2] != ",":
        return False
    return after[end - 1].kind == "name" and texts[end - 1][0].islower()


def _before_colon(tokens: Sequence[Token], wanted: str, at_depth: int) -> bool:
    """Whether a mark stands at this depth of brackets, before the brackets (or, outside of any, the clause) end."""
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
