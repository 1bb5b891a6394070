"""Structure of expressions in a Gradle script: parts between separators, brackets, and chains of names."""

from __future__ import annotations

from justpack.ecosystems.gradle.tokens import Token
from justpack.frozen import frozen, replace

DEPTH_LIMIT = 40
"""Largest number of brackets in brackets at the beginning of a chain that are read."""


@frozen
class Segment:
    """One name of a chain, with its call arguments and index."""

    token: Token
    calls: tuple[tuple[Token, ...], ...] | None = None
    index: tuple[Token, ...] | None = None

    @property
    def name(self) -> str:
        """The name itself, without call arguments and index."""
        return self.token.text


def split(tokens: tuple[Token, ...], mark: str) -> list[tuple[Token, ...]]:
    """Split tokens at a separator or word that is outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "mark":
            depth += (token.text in "([") - (token.text in ")]")
        if depth == 0 and token.kind in ("mark", "word") and token.text == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts]


def closing(tokens: tuple[Token, ...], start: int) -> int | None:
    """Return the index of the bracket that closes the one at `start`, or None."""
    depth = 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.kind == "mark":
            depth += (token.text in "([") - (token.text in ")]")
            if depth == 0:
                return index
    return None


def unwrapped(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens without brackets around the whole expression."""
    tokens = tuple(token for token in tokens if token.kind != "newline")
    opened: list[int] = []
    closes: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.kind == "mark" and token.text in "([":
            opened.append(index)
        elif token.kind == "mark" and token.text in ")]" and opened:
            closes[opened.pop()] = index
    around = 0
    while (
        2 * around + 1 < len(tokens) and tokens[around].text == "(" and closes.get(around) == len(tokens) - 1 - around
    ):
        around += 1
    return tokens[around : len(tokens) - around]


def literal_text(tokens: tuple[Token, ...] | None) -> str | None:
    """Return the text if the tokens are a single string literal, otherwise None."""
    return tokens[0].text if tokens and len(tokens) == 1 and tokens[0].literal else None


def chain_of(tokens: tuple[Token, ...], depth: int = 0) -> list[Segment] | None:
    """Parse `a.b(c)["d"]!!.e` into its names, or return None if it is not such a chain.

    Brackets around the first name are removed.
    """
    if depth > DEPTH_LIMIT:
        return None
    chain: list[Segment] = []
    index = 0
    if tokens[0].kind == "mark" and tokens[0].text == "(":
        end = closing(tokens, 0)
        inner = unwrapped(split(tokens[1:end], "as")[0]) if end else ()
        first = chain_of(inner, depth + 1) if inner else None
        if end is None or first is None:
            return None
        chain, index = first, end + 1
    else:
        chain, index = [Segment(tokens[0])], 1
        if tokens[0].kind == "mark":
            return None
    while index < len(tokens):
        token = tokens[index]
        if token.kind != "mark":
            return None
        if token.text == "<":
            after = _generic_end(tokens, index)
            if after is None:
                return None
            index = after
        elif token.text in "([":
            end = closing(tokens, index)
            if end is None:
                return None
            inside = tokens[index + 1 : end]
            if token.text == "(" and chain[-1].calls is None:
                chain[-1] = replace(chain[-1], calls=tuple(part for part in split(inside, ",") if part))
            elif token.text == "[" and chain[-1].index is None:
                chain[-1] = replace(chain[-1], index=inside)
            else:
                return None
            index = end + 1
        elif token.text == "!!":
            index += 1
        elif token.text in (".", "?.", "::") and index + 1 < len(tokens) and tokens[index + 1].kind == "word":
            chain.append(Segment(tokens[index + 1]))
            index += 2
        else:
            return None
    return chain


def _generic_end(tokens: tuple[Token, ...], index: int) -> int | None:
    """Return the index after the type arguments (`<String>`) that begin at `index`, or None."""
    for end in range(index + 1, min(index + 12, len(tokens))):
        if tokens[end].text == ">":
            return end + 1
        if tokens[end].kind != "word" and tokens[end].text not in (".", ",", "?"):
            return None
    return None
