"""The index file that describes a cached zip.

The file is a magic line, the sha256 of the rest, and columns of numbers and hashes. Nothing in it is executed: a wrong
checksum or length counts as a missing index. The index also contains the sha256 of every MiB of the zip, so a damaged,
shortened or exchanged zip is detected before its bytes are used.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from collections.abc import Sequence

from justpack.archive.records import DEFLATED, STORED
from justpack.frozen import frozen
from justpack.model import PackedEntry

BLOCK = 1 << 20
"""Number of bytes of the zip that share one checksum and are read together."""
_MAGIC = b"justpack-cache-3\n"
_HEAD = struct.Struct("<3Q")
_HASH = 32
_CODES, _WIDTHS = "QQQB", (8, 8, 8, 1)
"""The columns of numbers: offset, packed size, size, method."""


@frozen
class Index:
    """The entries of a zip: where their data lies, and the hashes of the contents that it was made of."""

    offsets: Sequence[int]
    """The offset of each entry's local header."""
    packed: Sequence[int]
    sizes: Sequence[int]
    methods: Sequence[int]
    hashes: Sequence[bytes]
    """The sha256 of each content."""
    blocks: Sequence[bytes]
    """The sha256 of each MiB of the zip."""
    end: int
    """The offset at which the last entry's data ends."""


def encode(
    entries: Sequence[PackedEntry],
    offsets: Sequence[int],
    hashes: Sequence[bytes],
    blocks: Sequence[bytes],
    end: int,
) -> bytes:
    """Return the index of a finished zip."""
    columns = [
        array("Q", offsets),
        array("Q", [entry.packed for entry in entries]),
        array("Q", [entry.size for entry in entries]),
        array("B", [STORED if entry.stored else DEFLATED for entry in entries]),
    ]
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    head = _HEAD.pack(len(entries), len(blocks), end)
    body = b"".join((head, *(column.tobytes() for column in columns), *hashes, *blocks))
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode(data: bytes) -> Index | None:
    """Return the index that `encode` wrote, or None for any other bytes."""
    start = len(_MAGIC) + _HASH
    if not data.startswith(_MAGIC) or len(data) < start + _HEAD.size:
        return None
    body = memoryview(data)[start:]
    if hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        return None
    count, block_count, end = _HEAD.unpack_from(body)
    if len(body) != _HEAD.size + count * (sum(_WIDTHS) + _HASH) + block_count * _HASH:
        return None
    at = _HEAD.size
    columns: list[array[int]] = []
    for code, width in zip(_CODES, _WIDTHS, strict=True):
        column: array[int] = array(code)
        column.frombytes(body[at : at + count * width])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column)
        at += count * width
    hashes = [bytes(body[i : i + _HASH]) for i in range(at, at + count * _HASH, _HASH)]
    blocks = [bytes(body[i : i + _HASH]) for i in range(at + count * _HASH, len(body), _HASH)]
    offsets, packed, sizes, methods = columns
    return Index(offsets, packed, sizes, methods, hashes, blocks, end)
