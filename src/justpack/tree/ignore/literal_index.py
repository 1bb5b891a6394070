"""Index that finds the patterns whose literal text can be in a path, without a look at each pattern."""

from __future__ import annotations

from collections.abc import Iterable

GRAM = 3
"""Number of characters of a literal text by which patterns are found."""


class LiteralIndex:
    """Numbers of patterns, by a part of the literal text that each needs. Numbers must be added in rising order."""

    __slots__ = ("_always", "_grams")

    def __init__(self) -> None:
        self._grams: dict[str, list[int]] = {}
        self._always: list[int] = []
        """The patterns whose literal text is too short."""

    def __bool__(self) -> bool:
        return bool(self._grams or self._always)

    def add(self, number: int, literal: str) -> None:
        """Add a pattern. Of the parts of its literal text, the one that the fewest patterns share is used."""
        grams = {literal[at : at + GRAM] for at in range(min(len(literal), 100) - GRAM + 1)}
        if not grams:
            self._always.append(number)
            return
        self._grams.setdefault(min(grams, key=lambda gram: (len(self._grams.get(gram, ())), gram)), []).append(number)

    def candidates(self, text: str) -> Iterable[int]:
        """Return the patterns whose literal text may be in the text, the highest number first."""
        if not self._grams:
            return reversed(self._always)
        found = [*self._always]
        for gram in {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)} & self._grams.keys():
            found += self._grams[gram]
        found.sort(reverse=True)
        return found
