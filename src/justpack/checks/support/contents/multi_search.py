"""Searches a file for many short texts at once. Every file is searched, so this must be fast.

`in` reads the data once for each text. Here the texts that share a rare character, their anchor, are searched together,
and the text around an anchor is compared only there. Two ways find the next anchor: `find` skips to a rare one at the
speed of memory, but costs a call for each; `re` costs little for each, but looks at every byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.checks.support.contents import native_search

_RARE = b"JX"
"""Characters that are so rare in sources that `find` is the faster way."""
_COMMON = b"KG_-<>"
"""Characters that are common enough in sources that `re` is the faster way. The first anchor in a mark is used."""


class Marks:
    """A set of texts to look for together.

    With `native`, a search by vector instructions is used if it is installed; it takes some milliseconds to begin.
    """

    def __init__(self, marks: Iterable[bytes], *, native: bool = False) -> None:
        marks = tuple(marks)
        self._native: native_search.Search | None = None
        if native:
            from justpack.checks.support.contents import native_search  # loaded only for large projects

            self._native = native_search.search(marks)
        self._rare: dict[bytes, list[tuple[int, bytes]]] = {}
        """For each anchor, its position in a mark, and the mark."""
        self._plain: list[bytes] = []
        common: dict[bytes, list[tuple[int, bytes]]] = {}
        self.longest = 0
        """Length of the longest text, by which two blocks of a file must overlap."""
        for mark in marks:
            self.longest = max(self.longest, len(mark))
            anchor = next((bytes([each]) for each in _RARE + _COMMON if each in mark), None)
            if anchor is None:
                self._plain.append(mark)
            else:
                groups = self._rare if anchor in _RARE else common
                groups.setdefault(anchor, []).append((mark.index(anchor), mark))
        self._previous = {
            anchor: frozenset(mark[at - 1] if at else -1 for at, mark in group) for anchor, group in self._rare.items()
        }
        self._common = [(anchor, re.compile(_pattern(anchor, group)).search) for anchor, group in common.items()]

    def any_in(self, data: bytes) -> bool:
        """Whether the data contains at least one of the texts."""
        if self._native is not None:
            return self._native(data)
        for anchor, group in self._rare.items():
            if anchor in data and _near(data, anchor, group, self._previous[anchor]):
                return True
        for anchor, search in self._common:
            at = data.find(anchor)
            if at >= 0 and search(data, at):
                return True
        return any(mark in data for mark in self._plain)


def _near(data: bytes, anchor: bytes, group: list[tuple[int, bytes]], previous: frozenset[int]) -> bool:
    """Whether a mark of the group is around one of the anchors."""
    find = data.find
    starts = -1 in previous
    at = find(anchor)
    while at >= 0:
        if starts or data[at - 1] in previous:
            for before, mark in group:
                if at >= before and data.startswith(mark, at - before):
                    return True
        at = find(anchor, at + 1)
    return False


def _pattern(anchor: bytes, group: list[tuple[int, bytes]]) -> bytes:
    """Return an expression that begins with the anchor, because `re` then skips to the next one."""
    texts = b"|".join(
        (b"(?<=%b)" % re.escape(mark[: at + 1]) if at else b"") + re.escape(mark[at + 1 :]) for at, mark in group
    )
    if not all(at for at, _ in group):
        return re.escape(anchor) + b"(?:%b)" % texts
    # Most anchors are refused by one look at the character before.
    previous = b"".join(re.escape(bytes([each])) for each in sorted({mark[at - 1] for at, mark in group}))
    return re.escape(anchor) + b"(?<=[%b]%b)(?:%b)" % (previous, re.escape(anchor), texts)
