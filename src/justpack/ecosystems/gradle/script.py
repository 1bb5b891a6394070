"""Parser that divides a Gradle script into statements and blocks.

Neither Groovy nor Kotlin is parsed in full: a statement ends at a line end outside of brackets, and a brace opens a
block whose header is the statement so far. This is enough to distinguish an assignment in `java { toolchain { … } }`
from one elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from justpack.ecosystems.gradle import tokens as gradle_tokens
from justpack.ecosystems.gradle.tokens import Token
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

BLOCKS_LIMIT = 60
"""Largest depth of nested blocks."""
_HEADER_TOKENS = 60
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_GOES_ON = frozenset({".", "?.", "?:", "*.", "=", ",", "+", "->", "as", "?", ":", "&&", "||"})
"""Tokens at the end or start of a line with which a statement continues on the next line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block and the tokens before its brace."""

    header: tuple[Token, ...]
    above: Block | None

    @property
    def words(self) -> tuple[str, ...]:
        """The words and strings in the block's header."""
        return tuple(token.text for token in self.header if token.kind in ("word", "string"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement."""

    script: Script = field(repr=False)
    block: Block | None
    """The innermost block that contains the statement; None at the top level."""
    tokens: tuple[Token, ...]

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks that contain the statement, innermost first."""
        block = self.block
        while block is not None:
            yield block
            block = block.above


@dataclass(frozen=True, eq=False)
class Script:
    """A script and its statements in order."""

    text: Text
    kotlin: bool
    statements: list[Statement]

    @property
    def path(self) -> str:
        """The script's path in the project."""
        return self.text.path

    def place(self, start: int, end: int) -> Location:
        """Return the location of a part of the script's text."""
        return self.text.place(start, end)

    def written(self, tokens: tuple[Token, ...]) -> str:
        """Return the text from the first to the last token."""
        return self.text.text[tokens[0].start : tokens[-1].end]


def parse(path: str, data: bytes) -> Script:
    """Parse a script as Kotlin if its name ends with `.kts` or `.kt`, otherwise as Groovy. Raises ManifestError if
    malformed.
    """
    text = texts.parse(path, data)
    kotlin = path.endswith((".kts", ".kt"))
    script = Script(text, kotlin, [])
    found = _statements(script, gradle_tokens.tokens(text.text, kotlin=kotlin))
    script.statements.extend(sorted(found, key=lambda each: each.tokens[0].start))
    return script


@dataclass(slots=True)
class _Frame:
    """A block that is being parsed."""

    block: Block | None
    current: list[Token] = field(default_factory=list)
    brackets: int = 0


def _statements(script: Script, tokens: list[Token]) -> Iterator[Statement]:
    frames = [_Frame(None)]
    for index, token in enumerate(tokens):
        frame = frames[-1]
        mark = token.text if token.kind == "mark" else ""
        if token.kind == "newline":
            if not frame.brackets and not _goes_on(tokens, index):
                yield from _flushed(script, frame)
        elif mark == ";":
            yield from _flushed(script, frame)
        elif mark == "{":
            block = frame.block
            if len(frames) <= BLOCKS_LIMIT:
                block = Block(tuple(frame.current[-_HEADER_TOKENS:]), block)
            frames.append(_Frame(block))
        elif mark == "}":
            yield from _flushed(script, frame)
            if len(frames) > 1:
                frames.pop()
        else:
            frame.brackets += (mark in _OPENING) - (mark in _CLOSING and frame.brackets > 0)
            frame.current.append(token)
    while frames:
        yield from _flushed(script, frames.pop())


def _goes_on(tokens: list[Token], index: int) -> bool:
    """Return whether a statement continues after the line end at `index`."""
    before = tokens[index - 1] if index else None
    if before is not None and before.kind != "string" and before.text in _GOES_ON:
        return True
    after = index + 1
    if after < len(tokens) and tokens[after].kind == "newline":
        return False
    return after < len(tokens) and tokens[after].kind == "mark" and tokens[after].text in (".", "?.", "?:", "{", "=")


def _flushed(script: Script, frame: _Frame) -> Iterator[Statement]:
    if frame.current:
        yield Statement(script, frame.block, tuple(frame.current))
    frame.current = []
    frame.brackets = 0
