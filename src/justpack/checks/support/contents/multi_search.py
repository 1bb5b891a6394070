"""Searches a file for many short texts at once. Every file is searched, so this must be fast.

`in` reads the data once for each text. Here the texts that share a rare character, their anchor, are searched together,
and the text around an anchor is compared only there. Two ways find the next anchor: `find` skips to a rare one at the
speed of memory, but costs a call for each; `re` costs little for each, but looks at every byte. A text that repeats one
character is in data only if it is in every nth byte of it, which are few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.checks.support.contents import native_search

_RARE = b"JX"
"""Characters that are so rare in sources that `find` is the faster way."""
_COMMON = b"KG_-"
"""Characters that are common enough in sources that `re` is the faster way.

The first anchor in a mark is used, but none of the rare ones at its beginning: there, no character before it shows at
once that it is another text.
"""
_SHORT = 6
"""Length from which `in` skips characters, so that it is faster than `re`."""


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
        self._runs: dict[int, list[bytes]] = {}
        """The marks that repeat one character, by their length."""
        self._common: list[tuple[bytes, Callable[[bytes, int], object], list[bytes]]] = []
        common: dict[bytes, list[tuple[int, bytes]]] = {}
        unanchored: dict[bytes, list[bytes]] = {}
        self.longest = 0
        """Length of the longest text, by which two blocks of a file must overlap."""
        for mark in marks:
            self.longest = max(self.longest, len(mark))
            anchor = next((bytes([each]) for each in _RARE if each in mark[1:]), None)
            anchor = anchor or next((bytes([each]) for each in _COMMON if each in mark), None)
            if len(mark) > 1 and mark.count(mark[0]) == len(mark):
                self._runs.setdefault(len(mark), []).append(mark)
            elif anchor is None:
                unanchored.setdefault(mark[:1], []).append(mark)
            else:
                groups = self._rare if anchor in _RARE else common
                groups.setdefault(anchor, []).append((mark.rindex(anchor), mark))
        self._previous = {anchor: frozenset(mark[at - 1] for at, mark in group) for anchor, group in self._rare.items()}
        for first, same in unanchored.items():
            if len(same) > 1 or len(same[0]) < _SHORT:
                texts = b"|".join(re.escape(mark[1:]) for mark in same)
                self._common.append((first, re.compile(re.escape(first) + b"(?:" + texts + b")").search, same))
            else:
                self._plain.append(same[0])
        for anchor, group in common.items():
            search = re.compile(_pattern(anchor, group)).search
            self._common.append((anchor, search, [mark for _, mark in group]))

    def any_in(self, data: bytes) -> bool:
        """Whether the data contains at least one of the texts."""
        if self._native is not None:
            return self._native(data)
        return next(self._found(data), None) is not None

    def present(self, data: bytes) -> frozenset[bytes]:
        """Return the texts that the data contains."""
        return frozenset(mark for marks in self._found(data) for mark in marks if mark in data)

    def _found(self, data: bytes) -> Iterator[Sequence[bytes]]:
        """Yield the groups of texts of which the data contains at least one."""
        for anchor, group in self._rare.items():
            if anchor in data and _near(data, anchor, group, self._previous[anchor]):
                yield [mark for _, mark in group]
        for length, runs in self._runs.items():
            sample = data[::length]
            yield from ([run] for run in runs if _is_run(data, sample, run))
        for anchor, search, marks in self._common:
            at = data.find(anchor)
            if at >= 0 and search(data, at):
                yield marks
        yield from ([mark] for mark in self._plain if mark in data)


def _near(data: bytes, anchor: bytes, group: list[tuple[int, bytes]], previous: frozenset[int]) -> bool:
    """Whether a mark of the group is around one of the anchors."""
    find = data.find
    at = find(anchor)
    while at >= 0:
        if data[at - 1] in previous:
            for before, mark in group:
                if at >= before and data.startswith(mark, at - before):
                    return True
        at = find(anchor, at + 1)
    return False


def _is_run(data: bytes, sample: bytes, run: bytes) -> bool:
    """Whether the data contains a mark that repeats one character; the sample is every nth byte of the data."""
    length, find = len(run), sample.find
    at = find(run[:1])
    while at >= 0:
        if data.find(run, max(at * length - length + 1, 0), at * length + length) >= 0:
            return True
        at = find(run[:1], at + 1)
    return False


def _pattern(anchor: bytes, group: list[tuple[int, bytes]]) -> bytes:
    """Return an expression that begins with the anchor, because `re` then skips to the next one."""
    if not all(at for at, _ in group):
        return re.escape(anchor) + b"(?:%b)" % _around(group)
    # Most anchors are refused by one look at the character before; then only the marks with this character are tried.
    by_previous: dict[int, list[tuple[int, bytes]]] = {}
    for at, mark in group:
        by_previous.setdefault(mark[at - 1], []).append((at, mark))
    previous = {each: re.escape(bytes([each])) for each in sorted(by_previous)}
    tree = b"|".join(
        b"(?<=%b%b)(?:%b)" % (previous[each], re.escape(anchor), _around(by_previous[each])) for each in previous
    )
    return re.escape(anchor) + b"(?<=[%b]%b)(?:%b)" % (b"".join(previous.values()), re.escape(anchor), tree)


def _around(group: list[tuple[int, bytes]]) -> bytes:
    """Return an expression for what is around the anchor."""
    return b"|".join(
        (b"(?<=%b)" % re.escape(mark[: at + 1]) if at else b"") + re.escape(mark[at + 1 :]) for at, mark in group
    )
