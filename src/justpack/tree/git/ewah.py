"""Decoder for the compressed bitmaps in git's files (git-scm.com/docs/bitmap-format, EWAH)."""

from __future__ import annotations

import struct


def bitmap(data: bytes, at: int, most: int) -> tuple[list[int], int]:
    """Return the numbers of the bits that are set in the bitmap at an offset, and the offset after it.

    `most` is the largest accepted number of bits, because a few bytes can announce very many. Raises ValueError or
    struct.error if the bitmap is damaged or larger.
    """
    bits, count = struct.unpack_from(">II", data, at)
    if bits > most:
        raise ValueError("the bitmap is too large")
    words = struct.unpack_from(f">{count}Q", data, at + 8)
    found: list[int] = []
    number = position = 0
    while position < count:
        marker = words[position]
        position += 1
        run = (marker >> 1 & 0xFFFFFFFF) * 64
        if marker & 1:
            found.extend(range(number, min(number + run, bits)))
        number += run
        for word in words[position : position + (marker >> 33)]:
            while word:
                low = word & -word
                found.append(number + low.bit_length() - 1)
                word ^= low
            number += 64
        position += marker >> 33
    return found, at + 8 + count * 8 + 4
