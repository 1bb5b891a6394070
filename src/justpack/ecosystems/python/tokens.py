"""Tokenizer for Python sources that follows Python 3.14 on every version of Python.

The standard `tokenize` follows the running version: before 3.12 a quote inside the braces of an f-string ended the
f-string (PEP 701), and before 3.14 a t-string was a name and a string (PEP 750). Only the tokens that the checks need
are distinguished: names, numbers, strings, marks and the ends of statements. The code in the braces of an f-string
consists of tokens too.
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass, field
from typing import Literal

from justpack.frozen import frozen
from justpack.tree.documents.python_source import excess

_CODE = re.compile(
    r"""(?P<blank>[ \t\f]+|\\\n)
      | (?P<comment>\#[^\n]*)
      | (?P<newline>\n)
      | (?P<string>(?P<prefix>(?i:br|rb|fr|rf|tr|rt|ur|[bruft])?)(?P<quote>\"{3}|'{3}|"|'))
      | (?P<name>[^\W\d]\w*)
      | (?P<number>\.?\d[\w.]*)
      | (?P<mark><>|.)""",
    re.VERBOSE,
)
_SPECIAL = re.compile(r"""\\N\{[^{}\n"']*\}|\\.|\{\{|\}\}|[{}\n]|\"{3}|'{3}|["']""", re.DOTALL)
"""The parts with a meaning inside a string: an escape, braces, the end of a line, quotes."""

DEPTH = 300
"""The most levels of nested strings and braces; Python itself accepts 150 strings."""


@frozen
class Token:
    """One token of a source."""

    kind: Literal["name", "number", "string", "mark"]
    text: str
    """The text; for a string only the prefix before its quotes, in lower case."""
    line: int
    column: int
    """The column, which is 0 at the start of a line."""


@frozen
class Tokens:
    """The tokens of a whole source."""

    statements: tuple[tuple[Token, ...], ...]
    """The tokens of each logical line; `;` does not end a line."""
    nested: bool
    """Whether the braces of an f-string contain what only Python 3.12 and later allow: the quotes of the f-string, a
    backslash, a comment or a line end."""


@dataclass(slots=True)
class _Text:
    """An open string, or the open format of a value inside a string."""

    quote: str
    raw: bool
    braces: bool
    """Whether `{` begins code."""
    format: bool = False


@dataclass(slots=True)
class _Field:
    """The code between the braces of a string."""

    depth: int
    """The number of brackets that were open before its brace."""


def split(source: bytes) -> Tokens | None:
    """Return the tokens, or None if a string is not closed, or the text cannot be decoded or is too long to parse."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
    except (SyntaxError, LookupError, ValueError):
        return None
    if excess(text) is not None:
        return None
    scanner = _Scanner(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    return Tokens(tuple(scanner.statements), scanner.nested) if scanner.run() else None


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    line: int = 1
    line_start: int = 0
    depth: int = 0
    within: list[_Text | _Field] = field(default_factory=list)
    """The open strings and braces, the outermost first."""
    statement: list[Token] = field(default_factory=list)
    statements: list[tuple[Token, ...]] = field(default_factory=list)
    nested: bool = False

    def run(self) -> bool:
        """Read all tokens, and return whether no string, brace or bracket is open at the end."""
        while self.at < len(self.text):
            inner = self.within[-1] if self.within else None
            if not (self._string(inner) if isinstance(inner, _Text) else self._code(inner)):
                return False
        self._end()
        return not self.within and not self.depth

    def _code(self, inside: _Field | None) -> bool:
        match = _CODE.match(self.text, self.at)
        assert match is not None  # any character is a mark
        token = Token("mark", match[0], self.line, self.at - self.line_start)
        self.nested |= inside is not None and self._needs_newer(match)
        self._move(match.end())
        if match["string"] is not None:
            return self._open(token, match["prefix"].lower(), match["quote"])
        if match["newline"] is not None and not self.depth:
            self._end()
        elif match["name"] is not None or match["number"] is not None:
            self.statement.append(Token("name" if match["name"] else "number", token.text, token.line, token.column))
        elif match["mark"] is not None:
            self.statement.append(token)
            self._mark(match["mark"], inside)
        return True

    def _needs_newer(self, match: re.Match[str]) -> bool:
        """Return whether only Python 3.12 and later allow this inside braces."""
        broken = match["newline"] is not None and len(self._quotes()[-1]) == 1
        return broken or match["comment"] is not None or match[0] == "\\\n"

    def _mark(self, mark: str, inside: _Field | None) -> None:
        ends = inside is not None and self.depth == inside.depth + 1
        if ends and mark == ":":
            outer = self.within[-2]
            assert isinstance(outer, _Text)
            self.within.append(_Text(outer.quote, outer.raw, braces=True, format=True))
        elif mark in "([{":
            self.depth += 1
        elif mark in ")]}":
            self.depth = max(0, self.depth - 1)
            if ends and mark == "}":
                self.within.pop()

    def _open(self, token: Token, prefix: str, quote: str) -> bool:
        self.nested |= any(map(quote.startswith, self._quotes()))
        self.statement.append(Token("string", prefix, token.line, token.column))
        self.within.append(_Text(quote, "r" in prefix, braces="f" in prefix or "t" in prefix))
        return len(self.within) <= DEPTH

    def _quotes(self) -> list[str]:
        """Return the quotes of the open strings."""
        return [each.quote for each in self.within if isinstance(each, _Text)]

    def _string(self, inner: _Text) -> bool:
        match = _SPECIAL.search(self.text, self.at)
        if match is None:
            return False
        found, end = match[0], match.end()
        if found[0] == "\\":
            self.nested |= len(self.within) > 1
            if inner.raw and found.startswith("\\N{"):
                end = match.start() + 2  # in a raw string the braces after `\N` contain code
            if inner.braces and found in ("\\{", "\\}"):
                end -= 1  # here the backslash is an ordinary character
        elif found[0] in "{}" and inner.braces:
            return self._brace(inner, match)
        elif found == "\n":
            if len(inner.quote) == 1:
                return False
        elif found.startswith(inner.quote):
            end = match.start() + len(inner.quote)
            if inner.format:
                return False
            self.within.pop()
        else:
            self.nested |= any(map(found.startswith, self._quotes()))
        self._move(end)
        return True

    def _brace(self, inner: _Text, match: re.Match[str]) -> bool:
        """Read a brace in an f-string. A doubled brace is an ordinary character, except in a format."""
        if len(match[0]) == 2 and not inner.format:
            self._move(match.end())
            return True
        self._move(match.start())
        brace = match[0][0]
        if brace == "{":
            self.within.append(_Field(self.depth))
            self.depth += 1
        elif inner.format:
            del self.within[-2:]
            self.depth -= 1
        else:
            return False
        self.statement.append(Token("mark", brace, self.line, self.at - self.line_start))
        self._move(self.at + 1)
        return True

    def _end(self) -> None:
        if self.statement:
            self.statements.append(tuple(self.statement))
            self.statement = []

    def _move(self, end: int) -> None:
        """Continue at `end`, and count the lines up to it."""
        lines = self.text.count("\n", self.at, end)
        if lines:
            self.line += lines
            self.line_start = self.text.rfind("\n", self.at, end) + 1
        self.at = end
