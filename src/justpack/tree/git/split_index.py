"""Joins the two files of a split index (git-scm.com/docs/index-format, "Split index").

The index then contains only what changed since a shared file was written: two bitmaps over the entries of the shared
file (deleted, replaced), the replacements without their names, and the entries that are new.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import TypeVar

from justpack.frozen import frozen

T = TypeVar("T")

_HEAD = struct.Struct(">II")
_WORD = struct.Struct(">Q")


BITS_LIMIT = 1_000_000
"""Largest number of entries of a shared file; a bitmap of a few bytes can claim billions."""


@frozen
class Link:
    """The `link` extension of a split index."""

    shared: str
    """Name of the shared file in the repository's folder, or "" if no shared file is used."""
    deleted: frozenset[int]
    """Numbers of the entries of the shared file that are not in the index any more."""
    replaced: tuple[int, ...]
    """Numbers of the entries of the shared file that the first entries of the index replace, in order."""


def parse(data: bytes, width: int) -> Link:
    """Parse the content of the extension. `width` is the length of a hash in bytes.

    Raises ValueError if the content is damaged.
    """
    hash = data[:width]
    if len(hash) < width:
        raise ValueError("the hash is cut off")
    shared = f"sharedindex.{hash.hex()}" if any(hash) else ""
    if len(data) == width:
        return Link(shared, frozenset(), ())
    deleted, at = _bitmap(data, width)
    replaced, _ = _bitmap(data, at)
    return Link(shared, frozenset(deleted), tuple(replaced))


def join(link: Link, base: Sequence[tuple[bytes, T]], own: Sequence[tuple[bytes, T]]) -> list[tuple[bytes, T]]:
    """Return the entries of the shared file with the changes of the index applied, sorted by name.

    Raises ValueError if the two files do not fit together.
    """
    count = len(link.replaced)
    if count > len(own) or any(number >= len(base) for number in link.replaced):
        raise ValueError("the index does not fit its shared file")
    changed = {number: entry for number, (_, entry) in zip(link.replaced, own, strict=False)}
    found = [
        (name, changed.get(number, entry)) for number, (name, entry) in enumerate(base) if number not in link.deleted
    ]
    found += own[count:]
    return sorted(found, key=lambda each: each[0])


def _bitmap(data: bytes, at: int) -> tuple[list[int], int]:
    """Return the numbers of the bits that are set in the EWAH bitmap at an offset, and the offset after it."""
    if at + _HEAD.size > len(data):
        raise ValueError("the bitmap is cut off")
    bits, words = _HEAD.unpack_from(data, at)
    if bits > BITS_LIMIT:
        raise ValueError("the bitmap is longer than any index")
    start, end = at + _HEAD.size, at + _HEAD.size + 8 * words
    if end + 4 > len(data):
        raise ValueError("the bitmap is cut off")
    return list(_set_bits(data, start, end, bits)), end + 4


def _set_bits(data: bytes, at: int, end: int, bits: int) -> Iterator[int]:
    number = 0
    while at < end:
        (marker,) = _WORD.unpack_from(data, at)
        at += 8
        run = 64 * (marker >> 1 & 0xFFFFFFFF)
        if marker & 1:
            if number + run > bits + 63:
                raise ValueError("the bitmap is longer than it says")
            yield from range(number, min(number + run, bits))
        number += run
        for _ in range(marker >> 33):
            if at >= end:
                raise ValueError("the bitmap is cut off")
            if number >= bits:
                raise ValueError("the bitmap is longer than it says")
            (word,) = _WORD.unpack_from(data, at)
            at += 8
            while word:
                low = word & -word
                yield number + low.bit_length() - 1
                word ^= low
            number += 64
