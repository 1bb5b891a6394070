"""Searches data for many short texts at once: by Hyperscan if it is wanted and installed, otherwise by `re`.

`in` reads the data once for each text. `re` is used so that the texts that share a rare character, their anchor, are
searched together, and the text around an anchor is compared only there. A text that repeats one character is in data
only if it is in every nth byte of it, which are few.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.checks.support.contents import native_search

Data = bytes | bytearray | memoryview

_ANCHORS = b"~ZXYJQKHG+&_-Avki"
"""Characters to look for, the rarest in sources first. The last ones are in many marks, or in those without others."""
_SHORT = 6
"""Length from which `in` skips characters, so that it is faster than `re`."""


class Marks:
    """A set of texts to look for together.

    With `native`, Hyperscan searches if it is installed; it takes some milliseconds to begin.
    """

    def __init__(self, marks: Iterable[bytes], *, native: bool = False) -> None:
        self._marks = tuple(dict.fromkeys(marks))
        self.longest = max(map(len, self._marks), default=0)
        """Length of the longest text, by which two blocks of a file must overlap."""
        self._native: native_search.Search | None = None
        if native:
            from justpack.checks.support.contents import native_search  # loaded only for large projects

            self._native = native_search.search(self._marks)
        self._plain: list[bytes] = []
        self._runs: dict[int, list[bytes]] = {}
        """The marks that repeat one character, by their length."""
        self._groups: list[_Group] = []
        if self._native is None:
            self._group()

    def _group(self) -> None:
        anchored: dict[bytes, list[tuple[int, bytes]]] = {}
        unanchored: dict[bytes, list[bytes]] = {}
        for mark in self._marks:
            anchor = next((bytes([each]) for each in _ANCHORS if each in mark), None)
            if len(mark) > 1 and mark.count(mark[0]) == len(mark):
                self._runs.setdefault(len(mark), []).append(mark)
            elif anchor is None:
                unanchored.setdefault(mark[:1], []).append(mark)
            else:
                anchored.setdefault(anchor, []).append((mark.rindex(anchor), mark))
        for first, same in unanchored.items():
            if len(same) > 1 or len(same[0]) < _SHORT:
                self._groups.append(_Group(first, [(0, mark) for mark in same]))
            else:
                self._plain.append(same[0])
        self._groups += [_Group(anchor, group) for anchor, group in anchored.items()]

    def any_in(self, data: Data) -> bool:
        """Whether the data contains at least one of the texts."""
        if self._native is not None:
            return bool(self._native.end(data))
        return next(self._found(bytes(data)), None) is not None

    def present(self, data: Data) -> frozenset[bytes]:
        """Return the texts that the data contains."""
        if self._native is not None:
            return self._native.present(data)
        data = bytes(data)
        return frozenset(mark for marks in self._found(data) for mark in marks if mark in data)

    def parts(self, data: memoryview, ends: Sequence[int]) -> Sequence[int]:
        """Return the numbers of the parts of the data that contain a text. The parts end at `ends`.

        No text may reach from one part into the next.
        """
        if self._native is None:
            starts = (0, *ends)
            if not ends or not self.any_in(data[: ends[-1]]):
                return []
            return [number for number, end in enumerate(ends) if self.any_in(data[starts[number] : end])]
        found: list[int] = []
        ranges = [(0, len(ends))]
        while ranges:
            first, last = ranges.pop()
            if first == last:
                continue
            start = ends[first - 1] if first else 0
            if end := self._native.end(data[start : ends[last - 1]]):
                hit = bisect_left(ends, start + end)
                found.append(hit)
                ranges += [(first, hit), (hit + 1, last)]
        return sorted(found)

    def _found(self, data: bytes) -> Iterator[Sequence[bytes]]:
        """Yield the groups of texts of which the data contains at least one."""
        for group in self._groups:
            if group.is_in(data):
                yield [mark for _, mark in group.marks]
        for length, runs in self._runs.items():
            sample = data[::length]
            yield from ([run] for run in runs if _is_run(data, sample, run))
        yield from ([mark] for mark in self._plain if mark in data)


class _Group:
    """The marks that share an anchor."""

    def __init__(self, anchor: bytes, marks: list[tuple[int, bytes]]) -> None:
        self.marks = marks
        """Each mark with the position of the anchor in it."""
        self._anchor = anchor
        self._search = re.compile(_pattern(anchor, marks)).search

    def is_in(self, data: bytes) -> bool:
        """Whether the data contains one of the marks."""
        at = data.find(self._anchor)
        return at >= 0 and self._search(data, at) is not None


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
    first = re.escape(anchor)
    begin = [re.escape(mark[1:]) for at, mark in group if not at]
    later = [(at, mark) for at, mark in group if at]
    return first + b"(?:%b)" % b"|".join([*begin, _later(first, later)] if later else begin)


def _later(first: bytes, group: list[tuple[int, bytes]]) -> bytes:
    """Return an expression for what is around an anchor at which no mark begins.

    Most anchors are refused by one look at the characters before; then only the marks with the last one are tried.
    """
    by_previous: dict[int, list[tuple[int, bytes]]] = {}
    for at, mark in group:
        by_previous.setdefault(mark[at - 1], []).append((at, mark))
    tree = b"|".join(
        b"(?<=%b%b)(?:%b)" % (re.escape(bytes([each])), first, _around(marks))
        for each, marks in sorted(by_previous.items())
    )
    near = b"(?<=%b%b)" % (_one_of(mark[at - 1] for at, mark in group), first)
    if all(at > 1 for at, _ in group):
        pairs = b"|".join(sorted({re.escape(mark[at - 2 : at]) for at, mark in group}))
        near += b"(?<=(?:%b)%b)" % (pairs, first)
    return near + b"(?:%b)" % tree


def _one_of(characters: Iterable[int]) -> bytes:
    return b"[%b]" % b"".join(re.escape(bytes([each])) for each in sorted(set(characters)))


def _around(group: list[tuple[int, bytes]]) -> bytes:
    """Return an expression for what is around the anchor."""
    return b"|".join(
        (b"(?<=%b)" % re.escape(mark[: at + 1]) if at else b"") + re.escape(mark[at + 1 :]) for at, mark in group
    )
