"""Tests of the link extension of a split index."""

from __future__ import annotations

import random
import struct

import pytest

from justpack.tree.git import split_index
from justpack.tree.git.split_index import Link


def bitmap(bits: set[int], size: int, *, runs: bool) -> bytes:
    """An EWAH bitmap. `runs`: whether equal words are written as runs."""
    count = -(-size // 64)
    words = [sum(1 << bit % 64 for bit in bits if bit // 64 == number) for number in range(count)]
    out: list[int] = []
    at = 0
    while at < count:
        end = at
        while runs and end < count and words[end] == words[at] and words[at] in (0, (1 << 64) - 1):
            end += 1
        run, bit = end - at, int(runs and words[at] != 0)
        stop = end
        while stop < count and not (runs and words[stop] in (0, (1 << 64) - 1)):
            stop += 1
        out += [(bit if run else 0) | run << 1 | (stop - end) << 33, *words[end:stop]]
        at = stop
    return struct.pack(f">II{len(out)}QI", size, len(out), *out, 0)


@pytest.mark.parametrize("seed", range(40))
def test_reads_what_was_written(seed: int) -> None:
    dice = random.Random(seed)
    size = dice.randint(1, 500)
    deleted, replaced = (set(dice.sample(range(size), dice.choice((0, size // 3, size)))) for _ in range(2))
    data = b"\x01" * 20 + bitmap(deleted, size, runs=seed % 2 == 0) + bitmap(replaced, size, runs=seed % 3 == 0)
    link = split_index.parse(data, 20)
    assert link == Link("sharedindex." + "01" * 20, frozenset(deleted), tuple(sorted(replaced)))


def test_reads_an_extension_without_bitmaps() -> None:
    assert split_index.parse(b"\0" * 20, 20) == Link("", frozenset(), ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01" * 20 + b"\0",
        b"\x01" * 20 + struct.pack(">II", 64, 1 << 30),
        b"\x01" * 20 + struct.pack(">IIQI", 64, 1, 5 << 33, 0),
        b"\x01" * 20 + struct.pack(">IIQI", 64, 1, 0xFFFFFFFF << 1 | 1, 0),
        b"\x01" * 20 + struct.pack(">IIQI", 0xFFFFFFFF, 1, 0x3FFFFFF << 1 | 1, 0),
    ],
)
def test_a_damaged_extension_is_an_error(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        split_index.parse(data, 20)


def test_joins_the_entries_of_both_files() -> None:
    base = [(b"a", 1), (b"b", 2), (b"c", 3)]
    assert split_index.join(Link("x", frozenset({0}), (2,)), base, [(b"", 30), (b"aa", 4)]) == [
        (b"aa", 4), (b"b", 2), (b"c", 30),
    ]  # fmt: skip


@pytest.mark.parametrize("link", [Link("x", frozenset(), (3,)), Link("x", frozenset(), (0, 1))])
def test_files_that_do_not_fit_are_an_error(link: Link) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        split_index.join(link, [(b"a", 1), (b"b", 2)], [(b"", 3)])


@pytest.mark.parametrize("length", [19, 21, 27, 28, 31])
def test_a_link_that_is_cut_off_is_a_value_error(length: int) -> None:
    data = b"\1" * 20 + bitmap({1}, 64, runs=False) + bitmap({2}, 64, runs=False)
    with pytest.raises(ValueError, match="cut off"):
        split_index.parse(data[:length], 20)
