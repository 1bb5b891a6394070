"""Which syntax of a Python source is newer than a given Python?

Python's own parser judges where it is new enough (`ast.parse(feature_version=…)`, docs.python.org). An older one cannot
parse what is meant, so there the tokens are looked at for the three things that came after 3.12: defaults of type
parameters (3.13, PEP 696), t-strings (3.14, PEP 750) and several exceptions without parentheses (3.14, PEP 758).
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_WORTH = re.compile(
    rb"""(?i:\b(?:t|rt|tr)["'])|^[^\S\n]*except\b[^\n:(]*,"""
    rb"""|^[^\S\n]*(?:async[ ]+def|class|def|type)[ ]+\w+[ ]*\[[^\]]*=""",
    re.MULTILINE,
)
"""Only what may hold one of them is parsed: parsing everything would cost more than all other checks together."""
_FEATURE = re.compile(r"(?P<what>.+?) (?:is|are) only supported in Python (?P<major>3)\.(?P<minor>\d+) and greater")
_LAYOUT = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT})


@dataclass(frozen=True, slots=True)
class Newer:
    """One use of newer syntax."""

    what: str
    since: tuple[int, int]
    line: int


def newest(source: bytes, python: tuple[int, int]) -> Newer | None:
    """The first use of syntax that this Python does not know, or None."""
    if python >= (3, 14) or _WORTH.search(source) is None:
        return None
    if sys.version_info[:2] > python:
        found = _by_parser(source, python)
        if found is not None:
            return found
    if sys.version_info >= (3, 14):
        return None
    return next((each for each in _by_tokens(source) if each.since > python), None)


def _by_parser(source: bytes, python: tuple[int, int]) -> Newer | None:
    error = _error(source, python)
    if error is None or _error(source, None) is not None:
        return None  # fine for it, or no Python that this one knows
    match = _FEATURE.match(error.msg or "")
    if match is None:
        return None
    what = match["what"][:1].lower() + match["what"][1:]
    return Newer(what, (int(match["major"]), int(match["minor"])), error.lineno or 1)


def _error(source: bytes, python: tuple[int, int] | None) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source, feature_version=python)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return SyntaxError("it cannot be parsed")
    return None


def _by_tokens(source: bytes) -> Iterator[Newer]:
    try:
        tokens = [each for each in tokenize.tokenize(io.BytesIO(source).readline) if each.type not in _LAYOUT]
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return
    for token, after in pairwise(tokens):
        prefix = token.type == tokenize.NAME and token.string.lower() in ("t", "rt", "tr")
        if prefix and token.end == after.start and after.type == tokenize.STRING:
            yield Newer("a t-string", (3, 14), token.start[0])
    starts = [0] + [index for index in range(1, len(tokens)) if tokens[index].start[0] != tokens[index - 1].end[0]]
    for start in starts:
        yield from _statement(tokens, start)


def _statement(tokens: list[tokenize.TokenInfo], start: int) -> Iterator[Newer]:
    """What the statement that begins a line says, by its first word."""
    if tokens[start].string == "async":
        start += 1
    words = [each.string for each in tokens[start : start + 3]]
    catches = words[:1] == ["except"] and words[1:2] not in (["("], [":"], ["*"])
    if catches and _before_colon(tokens[start + 1 :], ",", 0):
        yield Newer("several exceptions without parentheses", (3, 14), tokens[start].start[0])
    generic = len(words) == 3 and words[0] in ("class", "def", "type") and words[1].isidentifier() and words[2] == "["
    if generic and _before_colon(tokens[start + 2 :], "=", 1):
        yield Newer("a default of a type parameter", (3, 13), tokens[start].start[0])


def _before_colon(tokens: list[tokenize.TokenInfo], wanted: str, at_depth: int) -> bool:
    """Whether a mark stands at this depth of brackets, before the brackets (or, outside of any, the clause) end."""
    depth = 0
    for token in tokens:
        if token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if token.string == wanted and depth == at_depth:
            return True
        if depth < at_depth or (token.string == ":" and depth == 0):
            return False
    return False
