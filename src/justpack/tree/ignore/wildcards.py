"""Matcher for one gitignore pattern.

The rules are those of git's wildmatch with WM_PATHNAME, as gitignore(5) describes them, applied to bytes. Each pattern
is one automaton whose states are the bits of one integer, with one step for each byte. The time is therefore at most
proportional to the pattern's length times the path's length, for every pattern.

A "byte text" is a str in which each character is one byte (ASCII text is its own byte text), because git compares bytes
and `?` matches one byte of an `é`.
"""

from __future__ import annotations

import itertools
from enum import Enum

from justpack.tree.ignore.brackets import NOT_SLASH, bracket


class Star(Enum):
    """The kinds of asterisk runs, by what they match."""

    ONE = "any bytes but a slash"
    DEEP = "any bytes"
    FOLDERS = "nothing, or whole folders with the slash behind them"


PatternPart = str | bytes | Star
"""One byte as text, the alternative bytes in rising order, or a run of asterisks."""

_SLASH = ord("/")
_FOLDED = 16
"""A pattern that matches at most this many plain texts is replaced by these texts."""


def byte_text(text: str) -> str:
    """Return the UTF-8 form of `text` as a byte text; undecodable bytes of a file name are restored."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    except UnicodeEncodeError:  # half a surrogate pair, which Windows accepts in a name
        return text.encode("utf-8", "surrogatepass").decode("latin-1")


def tokens(pattern: str) -> list[PatternPart] | None:
    """Return the parts of a pattern, or None if git treats the pattern as invalid, so that it matches nothing."""
    found: list[PatternPart] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            end = at
            while pattern[end : end + 1] == "*":
                end += 1
            star = _star(pattern, at, end)
            at = end + (star is Star.FOLDERS)
            if star is not Star.FOLDERS or found[-1:] != [Star.FOLDERS]:
                found.append(star)
        elif char == "[":
            inside = bracket(pattern, at)
            if inside is None:
                return None
            members, at = inside
            found.append(members)
        elif char == "\\":
            if at + 1 == len(pattern):
                return None
            found.append(pattern[at + 1])
            at += 2
        else:
            found.append(NOT_SLASH if char == "?" else char)
            at += 1
    return found


def _star(pattern: str, at: int, end: int) -> Star:
    """Classify a run of two or more asterisks: it matches slashes only if it fills a whole part between two slashes."""
    whole = (at == 0 or pattern[at - 1] == "/") and (end == len(pattern) or pattern.startswith(("/", "\\/"), end))
    if end - at < 2 or not whole:
        return Star.ONE
    return Star.FOLDERS if pattern.startswith("/", end) else Star.DEEP


def _runs(parts: list[PatternPart]) -> list[str]:
    """Return the literal texts before, between and after the other parts; an empty text if there is none."""
    runs: list[str] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
        else:
            runs.append("".join(run))
            run = []
    return [*runs, "".join(run)]


class Wildcard:
    """A compiled pattern that must match the whole text."""

    __slots__ = (
        "_accept", "_across", "_lone", "_shortest", "_skip", "_start", "_within",
        "head", "literal", "masks", "parts", "tail",
    )  # fmt: skip

    def __init__(self, parts: list[PatternPart]) -> None:
        runs = _runs(parts)
        stars = sum(isinstance(part, Star) for part in parts)
        self.parts = parts
        self.head = runs[0]
        """The literal text at the start of the pattern."""
        self.tail = runs[-1]
        """The literal text at the end of the pattern."""
        self.literal = max(runs, key=len)
        """The longest literal text in the pattern; searching for it first saves most runs of the automaton."""
        self._shortest = len(parts) - stars
        self._lone = parts[len(self.head)] if stars == 1 and len(runs) == 2 else None
        self._start = self._accept = 0
        self._within = self._across = self._skip = 0
        self.masks: dict[int, int] = {}
        """For each byte met so far, the states that it can advance."""

    def literals(self) -> list[str]:
        """Return all literal texts in the pattern, each of which a text that matches contains."""
        return [run for run in _runs(self.parts) if run]

    def texts(self) -> list[str] | None:
        """Return every text that the pattern matches, or None if there are too many."""
        return [self.head] if len(self.head) == len(self.parts) else _texts(self.parts)

    def endings(self) -> list[str] | None:
        """Return every name ending that the pattern matches, if it is one asterisk and literal text; otherwise None."""
        if self.parts[:1] != [Star.ONE]:
            return None
        return [self.tail] if len(self.tail) + 1 == len(self.parts) else _texts(self.parts[1:])

    def match(self, text: str) -> bool:
        """Return whether the byte text matches."""
        if len(text) < self._shortest or not text.startswith(self.head) or not text.endswith(self.tail):
            return False
        if self._lone is not None:
            return self._between(text)
        return self.literal in text and bool(self._run(text) & self._accept)

    def match_or_hold(self, text: str, *, whole: bool) -> bool:
        """Return whether a folder above the byte text matches or, if `whole` is set, the byte text itself."""
        if not self._accept:
            self._build()
        states = self._start
        for byte in text.encode("latin-1"):
            if byte == _SLASH and states & self._accept:
                return True
            states = self._step(states, byte)
            if not states:
                return False
        return whole and bool(states & self._accept)

    def reaches(self, folder: str) -> bool:
        """Return whether a path below the folder (byte text without a trailing slash) could match."""
        return bool(self._run(folder + "/"))

    def _between(self, text: str) -> bool:
        low, high = len(self.head), len(text) - len(self.tail)
        if self._lone is Star.ONE:
            return "/" not in text[low:high]
        return self._lone is Star.DEEP or low == high or text[high - 1] == "/"

    def _run(self, text: str) -> int:
        if not self._accept:
            self._build()
        states = self._start
        for byte in text.encode("latin-1"):
            states = self._step(states, byte)
            if not states:
                break
        return states

    def _step(self, states: int, byte: int) -> int:
        mask = self.masks.get(byte)
        if mask is None:
            mask = self.masks[byte] = self._mask(byte)
        moved = (states & mask) << 1
        moved |= (moved & self._skip) << 1
        return moved | (states & (self._across if byte == _SLASH else self._within))

    def _build(self) -> None:
        within: list[int] = []
        across: list[int] = []
        skip: list[int] = []
        state = 0
        for part in self.parts:
            if isinstance(part, Star):
                within.append(state)
                if part is not Star.ONE:
                    across.append(state)
                if part is Star.FOLDERS:
                    skip.append(state)
            if not isinstance(part, Star) or part is Star.FOLDERS:
                state += 1
        self._accept = 1 << state
        self._within, self._across, self._skip = _bits(within), _bits(across), _bits(skip)
        self._start = 3 if self._skip & 1 else 1

    def _mask(self, byte: int) -> int:
        char = chr(byte)
        found: list[int] = []
        state = 0
        for part in self.parts:
            if isinstance(part, Star):
                if part is not Star.FOLDERS:
                    continue
                part = "/"
            if (char == part) if isinstance(part, str) else (byte in part):
                found.append(state)
            state += 1
        return _bits(found)


def _bits(numbers: list[int]) -> int:
    """Return the integer with these bits, which rise. A shift for each bit of a long pattern would take minutes."""
    if not numbers:
        return 0
    data = bytearray((numbers[-1] >> 3) + 1)
    for number in numbers:
        data[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(data, "little")


def _texts(parts: list[PatternPart]) -> list[str] | None:
    """Return every text that the parts match, or None if a part is a run of asterisks or the texts are too many."""
    choices: list[list[str]] = []
    count = 1
    for part in parts:
        if isinstance(part, Star):
            return None
        choices.append(list(part.decode("latin-1")) if isinstance(part, bytes) else [part])
        count *= len(choices[-1])
        if count > _FOLDED:
            return None
    return ["".join(chosen) for chosen in itertools.product(*choices)]
