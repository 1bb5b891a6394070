"""Searches a file for many short texts at once. Every file is searched, so this must be fast.

`in` reads the data once for each text. Here the texts that share a rare character, their anchor, are searched together:
`re` skips from one anchor to the next, and compares the text around it only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ANCHORS = b"_-KGJ"
"""Characters that are rare in sources and occur in most marks; the first one in a mark is its anchor."""


class Marks:
    """A set of texts to look for together."""

    def __init__(self, marks: Iterable[bytes]) -> None:
        groups: dict[bytes, list[bytes]] = {}
        self._plain: list[bytes] = []
        for mark in marks:
            at = next((mark.index(anchor) for anchor in _ANCHORS if anchor in mark), None)
            if at is None:
                self._plain.append(mark)
                continue
            before = b"(?<=%b)" % re.escape(mark[: at + 1])
            groups.setdefault(mark[at : at + 1], []).append(before + re.escape(mark[at + 1 :]))
        self._anchored = [
            re.compile(re.escape(anchor) + b"(?:%b)" % b"|".join(group)).search for anchor, group in groups.items()
        ]

    def any_in(self, data: bytes) -> bool:
        """Whether the data contains at least one of the texts."""
        for search in self._anchored:
            if search(data):
                return True
        return any(mark in data for mark in self._plain)
