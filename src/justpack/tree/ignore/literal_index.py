"""Indexes that find the last of many patterns that matches a path, without a look at each pattern."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from justpack.tree.ignore.brackets import EVERY_BYTE
from justpack.tree.ignore.wildcards import Star, Wildcard

GRAM = 3
"""Number of characters of a literal text by which patterns are found."""


class LiteralIndex:
    """Numbers of patterns, by a part of the literal text that each needs. Numbers must be added in rising order."""

    __slots__ = ("_grams",)

    def __init__(self) -> None:
        self._grams: dict[str, list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._grams)

    def add(self, number: int, literals: Iterable[str]) -> None:
        """Add a pattern whose literal texts are not all shorter than `GRAM` characters. Of their parts, the one that
        the fewest patterns share is used.
        """
        grams = {each[at : at + GRAM] for each in literals for at in range(min(len(each), 100) - GRAM + 1)}
        self._grams.setdefault(min(grams, key=lambda gram: (len(self._grams.get(gram, ())), gram)), []).append(number)

    def candidates(self, text: str) -> Iterable[int]:
        """Return the patterns whose literal text may be in the text, the highest number first."""
        if not self._grams:
            return ()
        found: list[int] = []
        for gram in {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)} & self._grams.keys():
            found += self._grams[gram]
        found.sort(reverse=True)
        return found


_SLASH = ord("/")


class PatternSet:
    """Many patterns as one automaton, whose states are the bits of one integer, as those of `Wildcard`.

    A path needs one pass, however many patterns there are. Numbers must be added in rising order.
    """

    __slots__ = (
        "_accept",
        "_accepts",
        "_across",
        "_masks",
        "_numbers",
        "_patterns",
        "_skip",
        "_start",
        "_within",
        "states",
    )

    def __init__(self) -> None:
        self._patterns: list[tuple[int, Wildcard, bool]] = []
        self.states = 0
        """The number of states of all patterns."""
        self._accepts: list[int] = []
        """The final state of each pattern, and in `_numbers` its number."""
        self._numbers: list[int] = []
        self._masks: list[int] = []
        self._accept = (0, 0)
        self._start = self._within = self._across = self._skip = 0

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def add(self, number: int, wildcard: Wildcard, *, folders_only: bool = False) -> None:
        """Add a pattern; one that is `folders_only` matches a text that ends with a slash, or a folder in it."""
        self._patterns.append((number, wildcard, folders_only))
        self.states += len(wildcard.parts) + 1
        self._masks = []

    def last(self, text: str) -> int:
        """Return the highest number of a pattern that matches the whole byte text, or -1."""
        return self._highest(self._run(text.encode("latin-1")) & self._accept[0]) if self._patterns else -1

    def last_above(self, text: str) -> int:
        """Return the highest number of a pattern that matches the byte text or a folder above it, or -1.

        The text of a folder ends with a slash.
        """
        if not self._patterns:
            return -1
        self._build()
        states, found = self._start, 0
        for byte in text.encode("latin-1"):
            if byte == _SLASH and (accepted := states & self._accept[0]):
                found |= accepted
            states = self._step(states, byte)
            if not states:
                break
        else:
            if not text.endswith("/"):
                found |= states & self._accept[1]
        return self._highest(found)

    def _highest(self, accepted: int) -> int:
        if not accepted:
            return -1
        return self._numbers[bisect_left(self._accepts, accepted.bit_length() - 1)]

    def _run(self, data: bytes) -> int:
        self._build()
        states = self._start
        for byte in data:
            states = self._step(states, byte)
            if not states:
                break
        return states

    def _step(self, states: int, byte: int) -> int:
        moved = (states & self._masks[byte]) << 1
        if self._skip:
            moved |= (moved & self._skip) << 1
        return moved | (states & (self._across if byte == _SLASH else self._within))

    def _build(self) -> None:
        if self._masks:
            return
        size = self.states // 8 + 1
        bits = {name: bytearray(size) for name in ("start", "accept", "files", "within", "across", "skip", "any")}
        masks = [bytearray(size) for _ in range(256)]
        self._accepts, self._numbers = [], []
        at = 0
        for number, wildcard, folders_only in self._patterns:
            _set(bits["start"], at)
            if wildcard.parts[:1] == [Star.FOLDERS]:
                _set(bits["start"], at + 1)
            for part in wildcard.parts:
                if isinstance(part, Star):
                    _set(bits["within"], at)
                    if part is not Star.ONE:
                        _set(bits["across"], at)
                    if part is not Star.FOLDERS:
                        continue
                    _set(bits["skip"], at)
                    _set(masks[_SLASH], at)
                elif isinstance(part, str):
                    _set(masks[ord(part)], at)
                elif len(part) > len(EVERY_BYTE) // 2:
                    _set(bits["any"], at)
                    for byte in EVERY_BYTE.translate(None, part):
                        _set(masks[byte], at)  # cleared below: `any` and the mask differ where both are set
                else:
                    for byte in part:
                        _set(masks[byte], at)
                at += 1
            _set(bits["accept"], at)
            if not folders_only:
                _set(bits["files"], at)
            self._accepts.append(at)
            self._numbers.append(number)
            at += 1
        number_of = {name: int.from_bytes(data, "little") for name, data in bits.items()}
        self._start, self._skip = number_of["start"], number_of["skip"]
        self._within, self._across = number_of["within"], number_of["across"]
        self._accept = number_of["accept"], number_of["files"]
        self._masks = [int.from_bytes(mask, "little") ^ number_of["any"] for mask in masks]


def _set(bits: bytearray, at: int) -> None:
    bits[at >> 3] |= 1 << (at & 7)
