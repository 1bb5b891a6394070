"""Which statements does a Gradle script hold, and in which blocks do they stand?

Neither language is parsed in full: a statement is what ends at a line's end outside brackets, and a brace opens a
block whose header is the statement so far. That is enough to tell an assignment in `java { toolchain { … } }` from
the same words elsewhere.
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
"""Blocks inside one another that are told apart."""
_HEADER_TOKENS = 60
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_GOES_ON = frozenset({".", "?.", "?:", "*.", "=", ",", "+", "->", "as", "?", ":", "&&", "||"})
"""Marks at a line's end or at the next one's beginning with which a statement goes on."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block and the tokens before its brace."""

    header: tuple[Token, ...]
    above: Block | None

    @property
    def words(self) -> tuple[str, ...]:
        """The words and strings of its header."""
        return tuple(token.text for token in self.header if token.kind in ("word", "string"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement."""

    script: Script = field(repr=False)
    block: Block | None
    """The innermost block it stands in; None at the top."""
    tokens: tuple[Token, ...]

    def blocks(self) -> Iterator[Block]:
        """The blocks it stands in, the innermost first."""
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
        """Its path in the project."""
        return self.text.path

    def place(self, start: int, end: int) -> Location:
        """The place of a part of its text."""
        return self.text.place(start, end)

    def written(self, tokens: tuple[Token, ...]) -> str:
        """The text from the first to the last token."""
        return self.text.text[tokens[0].start : tokens[-1].end]


def parse(path: str, data: bytes) -> Script:
    """A script in the language that its name tells; Groovy but for `.kts` and `.kt`. Raises ManifestError."""
    text = texts.parse(path, data)
    kotlin = path.endswith((".kts", ".kt"))
    script = Script(text, kotlin, [])
    found = _statements(script, gradle_tokens.tokens(text.text, kotlin=kotlin))
    script.statements.extend(sorted(found, key=lambda each: each.tokens[0].start))
    return script


@dataclass(slots=True)
class _Frame:
    """A block being read."""

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
    """Whether a statement goes on after the line's end at `index`."""
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
