"""Parser that divides a Gradle script into statements and blocks.

Neither Groovy nor Kotlin is parsed in full: a statement ends at a line end outside of brackets, and a brace opens a
block whose header is the statement so far. A condition without braces belongs to the statement on the next line. This
is enough to distinguish an assignment in `java { toolchain { … } }` from one elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar, cast

from justpack.ecosystems.gradle.tokens import TOKENS_LIMIT, Scanner, Token
from justpack.model import Location, Problem
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

T = TypeVar("T")

BLOCKS_LIMIT = 60
"""Largest depth of nested blocks."""
_HEADER_TOKENS = 60
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_BRACELESS = frozenset({"if", "for", "while"})
"""Words before a condition in brackets, whose body may follow on the next line without braces."""
_GOES_ON = frozenset({".", "?.", "?:", "*.", "=", ",", "+", "->", "as", "?", ":", "&&", "||"})
"""Tokens at the end or start of a line with which a statement continues on the next line."""


@dataclass(frozen=True, eq=False)
class Block:
    """A block and the tokens before its brace."""

    header: tuple[Token, ...]
    above: Block | None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words and strings in the block's header."""
        return tuple(token.text for token in self.header if token.kind in ("word", "string"))

    @cached_property
    def _parsed(self) -> dict[object, object]:
        return {}

    def parsed(self, parse: Callable[[tuple[Token, ...]], T]) -> T:
        """Return the result of `parse` for the header. It is computed once."""
        if parse not in self._parsed:
            self._parsed[parse] = parse(self.header)
        return cast("T", self._parsed[parse])


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement."""

    script: Script = field(repr=False)
    block: Block | None
    """The innermost block that contains the statement; None at the top level."""
    tokens: tuple[Token, ...]

    @property
    def body(self) -> tuple[Token, ...]:
        """The tokens after leading conditions: `include("a")` of `if (x) include("a")`."""
        start = depth = 0
        for index, token in enumerate(self.tokens):
            mark = token.text if token.kind == "mark" else ""
            depth += (mark in _OPENING) - (mark in _CLOSING)
            if depth == 0 and index >= start:
                word = token.text if token.kind == "word" else ""
                if start == index and word not in _BRACELESS and word != "else":
                    return self.tokens[start:] if start else self.tokens
                if mark == ")" or word == "else":
                    start = index + 1
        return ()

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
    unread: list[Problem] = field(default_factory=list)
    """The problem that the end of the script was not read, if so."""
    _derived: dict[object, object] = field(default_factory=dict, repr=False)

    def derive(self, make: Callable[[Script], T]) -> T:
        """Return the result of `make` for this script. It is computed once; `make` must depend on nothing else."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast("T", self._derived[make])

    def part(self, statements: list[Statement]) -> Script:
        """Return a script that consists of some of the statements."""
        return Script(self.text, self.kotlin, statements)

    @property
    def path(self) -> str:
        """The script's path in the project."""
        return self.text.path

    def place(self, start: int, end: int) -> Location:
        """Return the location of a part of the script's text."""
        return self.text.place(start, end)

    def text_place(self, token: Token) -> Location:
        """Return the location of a literal string without its quotes."""
        start = self.text.text.find(token.text, token.start, token.end) if token.text else token.start
        start = max(start, token.start)
        return self.place(start, start + max(1, len(token.text)))

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
    scanner = Scanner(text.text, kotlin=kotlin)
    script.statements.extend(_statements(script, scanner))
    script.statements.sort(key=lambda each: each.tokens[0].start)
    if scanner.stopped_at is not None:
        script.unread.append(
            Problem(
                f"{path} has more than {TOKENS_LIMIT:,} tokens; its end is not read",
                script.place(scanner.stopped_at, scanner.stopped_at + 1),
                "divide the file, or keep data in a file of its own",
            )
        )
    return script


@dataclass(slots=True)
class _Frame:
    """A block that is being parsed."""

    block: Block | None
    current: list[Token] = field(default_factory=list)
    brackets: int = 0
    clause: Literal["start", "condition", "else", "open", "other"] = "start"
    """How far the last clause of the statement is; `open`: a condition is complete, and its body is still to come."""

    def append(self, token: Token) -> None:
        """Add a token that does not begin or end a statement or block."""
        mark = token.text if token.kind == "mark" else ""
        word = token.text if token.kind == "word" else ""
        self.brackets += (mark in _OPENING) - (mark in _CLOSING and self.brackets > 0)
        if self.clause in ("start", "else") and word in _BRACELESS:
            self.clause = "other" if self.current and self.current[0].text == "do" else "condition"
        elif self.clause == "start" and word == "else":
            self.clause = "else"
        elif self.clause != "condition":
            self.clause = "other"
        elif mark == ")" and not self.brackets:
            self.clause = "open"
        self.current.append(token)

    @property
    def lacks_body(self) -> bool:
        """Whether the next line is the body of a condition without braces."""
        return self.clause in ("open", "else")


def _statements(script: Script, tokens: Iterable[Token]) -> Iterator[Statement]:
    frames = [_Frame(None)]
    for before, token, after in _neighbours(tokens):
        frame = frames[-1]
        mark = token.text if token.kind == "mark" else ""
        if token.kind == "newline":
            if not frame.brackets and not frame.lacks_body and not _goes_on(before, after):
                yield from _flushed(script, frame)
        elif mark == ";":
            yield from _flushed(script, frame)
        elif mark == "{":
            block = frame.block
            if len(frames) <= BLOCKS_LIMIT:
                block = Block(tuple(frame.current[-_HEADER_TOKENS:]), block)
            frame.clause = "start"
            frames.append(_Frame(block))
        elif mark == "}":
            yield from _flushed(script, frame)
            if len(frames) > 1:
                frames.pop()
        else:
            frame.append(token)
    while frames:
        yield from _flushed(script, frames.pop())


def _neighbours(tokens: Iterable[Token]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    """Yield each token with the one before and the one after it."""
    before: Token | None = None
    current: Token | None = None
    for after in tokens:
        if current is not None:
            yield before, current, after
        before, current = current, after
    if current is not None:
        yield before, current, None


def _goes_on(before: Token | None, after: Token | None) -> bool:
    """Return whether a statement continues after the line end between two tokens."""
    if before is not None and before.kind != "string" and before.text in _GOES_ON:
        return True
    return after is not None and after.kind == "mark" and after.text in (".", "?.", "?:", "{", "=")


def _flushed(script: Script, frame: _Frame) -> Iterator[Statement]:
    if frame.current:
        yield Statement(script, frame.block, tuple(frame.current))
    frame.current = []
    frame.brackets = 0
    frame.clause = "start"
