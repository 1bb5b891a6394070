"""Tokenizer for Gradle scripts in Groovy and Kotlin.

Comments are removed. A string is one token that contains its interpolations as tokens, so text in a comment or a string
is never treated as code. The lexical rules are those of the Groovy documentation ("Syntax") and of the Kotlin grammar;
each character is read a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import intern
from typing import Literal

from justpack.frozen import frozen

Kind = Literal["word", "number", "string", "mark", "newline"]

NESTING_LIMIT = 40
"""Largest depth of nested interpolations; deeper ones are treated as text."""
TOKENS_LIMIT = 100_000
"""Largest number of tokens of one script that are read. The largest known scripts have about ten thousand, and the code
of a script must fit into a method of 64 KiB.
"""

_BLANK = re.compile(r"[ \t\r\f\ufeff]+|\\\r?\n")
_WORD = re.compile(r"[^\W\d][\w$]*")
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d[\d_]*)?\w*", re.ASCII)
_MARK = re.compile(r"\?\.|\?:|!!|\*\.|::|->|==|!=|<=|>=|\+=|-=|&&|\|\||=~|.", re.DOTALL)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BEFORE_SLASHY = frozenset("=(,[{:;!&|?+-<>~") | {"==", "!=", "=~", "&&", "||", "?:", "->", "return", "in", "case"}


@frozen
class Token:
    """A token of a script; its offsets count characters of the script's text."""

    kind: Kind
    text: str
    """The source text; for a string, its content without the interpolations."""
    start: int
    end: int
    parts: tuple[str | tuple[Token, ...], ...] = ()
    """The parts of a string: text, or the tokens of an interpolation."""

    @property
    def literal(self) -> bool:
        """Whether it is a string without interpolation."""
        return self.kind == "string" and all(isinstance(part, str) for part in self.parts)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


class Scanner:
    """Yields the tokens of a script one after the other; malformed parts become single-character tokens.

    Nothing is kept of a token that was yielded, so that a large file needs no more memory than a small one.
    """

    def __init__(self, text: str, *, kotlin: bool) -> None:
        self.text = text
        self.kotlin = kotlin
        self.at = _line_end(text, 0) if text.startswith("#!") else 0
        self.depth = 0
        self.left = TOKENS_LIMIT
        """The number of tokens that may still be read."""
        self.line = (0, -1)
        """The last line whose end was looked for: an offset in it, and its end."""
        self.no_slashy_before = 0
        self.no_dollar_slashy = False

    def __iter__(self) -> Iterator[Token]:
        return self._run(closing=False)

    @property
    def stopped_at(self) -> int | None:
        """The offset after which the script was not read because it has too many tokens, or None."""
        return self.at if self.left <= 0 and self.at < len(self.text) else None

    def _run(self, *, closing: bool) -> Iterator[Token]:
        """Yield the tokens up to the end, or up to the brace that closes an interpolation."""
        before: Token | None = None
        braces = 0
        while self.at < len(self.text) and self.left > 0:
            blank = _BLANK.match(self.text, self.at)
            if blank is not None:
                self.at = blank.end()
                continue
            token = None
            if self.text[self.at] in _SPECIAL:
                if self._comment():
                    continue
                token = self._string(before)
            if token is None:
                token = self._plain()
            if closing and token.kind == "mark" and token.text in "{}":
                braces += 1 if token.text == "{" else -1
                if braces < 0:
                    return
            self.left -= 1
            before = token
            yield token

    def _line_end(self, at: int) -> int:
        """Return the end of the line, which is looked for once for all tokens of the line."""
        start, end = self.line
        if not start <= at <= end:
            self.line = at, _line_end(self.text, at)
        return self.line[1]

    def _comment(self) -> bool:
        text = self.text
        if text.startswith("//", self.at):
            self.at = _line_end(text, self.at)
            return True
        if not text.startswith("/*", self.at):
            return False
        self.at += 2
        depth = 1
        while depth:
            edge = _COMMENT_EDGE.search(text, self.at)
            if edge is None:
                self.at = len(text)
                break
            if edge.group() == "*/":
                depth -= 1
            elif self.kotlin:
                depth += 1
            self.at = edge.end()
        return True

    def _plain(self) -> Token:
        start = self.at
        char = self.text[start]
        if char == "\n":
            self.at += 1
            return Token("newline", char, start, self.at)
        if self.kotlin and char == "`":
            end = self.text.find("`", start + 1, self._line_end(start))
            if end > 0:
                self.at = end + 1
                return Token("word", self.text[start + 1 : end], start, self.at)
        match = _PLAIN.match(self.text, start)
        if match is None:
            self.at += 1
            return Token("mark", char, start, self.at)
        self.at = match.end()
        return Token(_KINDS[match.lastindex or 0], intern(match.group()), start, self.at)

    def _string(self, before: Token | None) -> Token | None:
        char = self.text[self.at]
        if char == '"' or (char == "'" and not self.kotlin):
            triple = self.text.startswith(char * 3, self.at)
            closed = char * 3 if triple else char
            raw = self.kotlin and triple
            return self._quoted(len(closed), closed, many_lines=triple, escapes=not raw, holes=char == '"')
        if char == "'":
            return self._quoted(1, "'", many_lines=False, escapes=True, holes=False)
        if self.kotlin:
            return None
        if char == "/" and self._may_be_slashy(before):
            return self._quoted(1, "/", many_lines=False, escapes=True, holes=True)
        if char == "$" and self.text.startswith("$/", self.at) and not self.no_dollar_slashy:
            if self.text.find("/$", self.at + 2) >= 0:
                return self._quoted(2, "/$", many_lines=True, escapes=False, holes=True)
            self.no_dollar_slashy = True
        return None

    def _may_be_slashy(self, before: Token | None) -> bool:
        """Return whether a slash begins a string: no value precedes it, and another slash follows on the line."""
        if before is not None and before.kind != "newline" and before.text not in _BEFORE_SLASHY:
            return False
        if before is not None and before.kind == "string":
            return False
        at = self.at + 1
        if at < self.no_slashy_before:
            return False
        end = self._line_end(at)
        while (slash := self.text.find("/", at, end)) >= 0:
            if self.text[slash - 1] != "\\":
                return slash > self.at + 1
            at = slash + 1
        self.no_slashy_before = end
        return False

    def _quoted(self, opening: int, closed: str, *, many_lines: bool, escapes: bool, holes: bool) -> Token:
        """Parse a string up to its closing quote, to the end of the line if it is a single-line string, or to the
        end.
        """
        start = self.at
        self.at += opening
        parts: list[str | tuple[Token, ...]] = []
        plain: list[str] = []
        text = self.text
        while self.at < len(text):
            char = text[self.at]
            if text.startswith(closed, self.at):
                self.at += len(closed)
                break
            if char == "\n" and not many_lines:
                break
            if char == "\\" and escapes and self.at + 1 < len(text):
                plain.append(_ESCAPES.get(text[self.at + 1], text[self.at + 1]))
                self.at += 2
            elif char == "$" and holes and (hole := self._hole()) is not None:
                parts += ["".join(plain), hole] if plain else [hole]
                plain = []
            else:
                plain.append(char)
                self.at += 1
        if plain or not parts:
            parts.append("".join(plain))
        said = "".join(part for part in parts if isinstance(part, str))
        return Token("string", said, start, self.at, tuple(parts))

    def _hole(self) -> tuple[Token, ...] | None:
        """Parse an interpolation at a dollar sign: `${...}` or `$name`, in Groovy also `$name.name`."""
        if self.text.startswith("${", self.at):
            if self.depth >= NESTING_LIMIT or self.left <= 0:
                return None
            self.at += 2
            self.depth += 1
            found = tuple(self._run(closing=True))
            self.depth -= 1
            return found
        match = _HOLE_WORD.match(self.text, self.at + 1)
        if match is None or self.left <= 0:
            return None
        words = [self._word(match.start())]
        while not self.kotlin and self.left > 0 and self.text.startswith(".", self.at):
            if _HOLE_WORD.match(self.text, self.at + 1) is None:
                break
            words += [Token("mark", ".", self.at, self.at + 1), self._word(self.at + 1)]
        return tuple(words)

    def _word(self, start: int) -> Token:
        match = _HOLE_WORD.match(self.text, start)
        assert match is not None
        self.at = match.end()
        self.left -= 1
        return Token("word", intern(match.group()), start, self.at)


_HOLE_WORD = re.compile(r"[^\W\d]\w*")
_PLAIN = re.compile(f"({_WORD.pattern})|((?a:{_NUMBER.pattern}))|({_MARK.pattern})", re.DOTALL)
_KINDS: tuple[Kind, ...] = ("mark", "word", "number", "mark")
_SPECIAL = frozenset("/\"'$")
"""The characters that begin a comment or a string."""
