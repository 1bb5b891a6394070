"""The index file that describes a cached zip.

The file is a magic line, the sha256 of the rest, and columns of numbers and hashes. Nothing in it is executed: a wrong
checksum or length counts as a missing index. The index also contains the sha256 of every MiB of the zip, so a damaged,
shortened or exchanged zip is detected before its bytes are used.

Consecutive entries that were packed together are listed as a batch, under one hash of their names, modes and contents.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from justpack.archive.records import DEFLATED, STORED
from justpack.frozen import frozen
from justpack.model import PackedEntry

BLOCK = 1 << 20
"""Number of bytes of the zip that share one checksum and are read together."""
_MAGIC = b"justpack-cache-4\n"
_HEAD = struct.Struct("<4Q")
_HASH = 32
_CODES, _WIDTHS = "QQQBQ", (8, 8, 8, 1, 8)
"""The columns of numbers: offset, packed size, size, method, CRC."""
_BATCH = struct.Struct("<32s5Q32s")


class BatchPlace(NamedTuple):
    """Where the records and the data of one batch are in a zip."""

    key: bytes
    """The sha256 of the names, modes and contents of the batch."""
    first: int
    """The number of its first entry."""
    entries: int
    """The number of its entries."""
    end: int
    """The offset at which the data of its last entry ends."""
    directory: int
    """The offset of the directory record of its first entry."""
    directory_size: int
    """The size of its directory records in bytes."""


@frozen
class Index:
    """The entries of a zip: where their data lies, and the hashes of the contents that it was made of."""

    offsets: Sequence[int]
    """The offset of each entry's local header."""
    packed: Sequence[int]
    sizes: Sequence[int]
    methods: Sequence[int]
    crcs: Sequence[int]
    hashes: Sequence[bytes]
    """The sha256 of each content."""
    blocks: Sequence[bytes]
    """The sha256 of each MiB of the zip."""
    end: int
    """The offset at which the last entry's data ends."""
    batches: Mapping[bytes, BatchPlace]
    """The batches by their keys. A batch whose entries in the columns above were altered is not among them."""


def encode(
    entries: Sequence[PackedEntry],
    offsets: Sequence[int],
    hashes: Sequence[bytes],
    blocks: Sequence[bytes],
    end: int,
    batches: Iterable[BatchPlace],
) -> bytes:
    """Return the index of a finished zip."""
    columns = [
        array("Q", offsets),
        array("Q", [entry.packed for entry in entries]),
        array("Q", [entry.size for entry in entries]),
        array("B", [STORED if entry.stored else DEFLATED for entry in entries]),
        array("Q", [entry.crc for entry in entries]),
    ]
    sealed = [_BATCH.pack(*each, _seal(each, columns, hashes)) for each in batches]
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    head = _HEAD.pack(len(entries), len(blocks), len(sealed), end)
    body = b"".join((head, *(column.tobytes() for column in columns), *hashes, *blocks, *sealed))
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode(data: bytes) -> Index | None:
    """Return the index that `encode` wrote, or None for any other bytes."""
    start = len(_MAGIC) + _HASH
    if not data.startswith(_MAGIC) or len(data) < start + _HEAD.size:
        return None
    body = memoryview(data)[start:]
    if hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        return None
    count, block_count, batch_count, end = _HEAD.unpack_from(body)
    in_columns = count * (sum(_WIDTHS) + _HASH)
    if len(body) != _HEAD.size + in_columns + block_count * _HASH + batch_count * _BATCH.size:
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
    at += count * _HASH
    blocks = [bytes(body[i : i + _HASH]) for i in range(at, at + block_count * _HASH, _HASH)]
    at += block_count * _HASH
    batches = {}
    for *fields, seal in _BATCH.iter_unpack(body[at:]):
        place = BatchPlace(*fields)
        if place.first + place.entries <= count and _seal(place, columns, hashes) == seal:
            batches[place.key] = place
    offsets, packed, sizes, methods, crcs = columns
    return Index(offsets, packed, sizes, methods, crcs, hashes, blocks, end, batches)


def _seal(place: BatchPlace, columns: Iterable[array[int]], hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a batch's place and of its entries in the columns."""
    ours = slice(place.first, place.first + place.entries)
    numbers = [column[ours].tobytes() for column in columns]
    return hashlib.sha256(b"".join((repr(place).encode(), *numbers, *hashes[ours]))).digest()
