"""What does the cache know of the last zip of a tree?

One file: a magic line, the sha256 of all that follows, then columns of numbers, hashes and names. Nothing in it is
executed or trusted: a wrong checksum or length means that there is no index. Every MiB of the zip beside it has a
sum too, so a damaged, shortened or exchanged zip is noticed before a byte of it is used.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from justpack.archive.records import Row
from justpack.model import Entry

BLOCK = 1 << 20
"""Bytes of the zip that are summed up, and read again, together."""
_MAGIC = b"justpack-cache-2\n"
_HEAD = struct.Struct("<4Q")
_HASH, _SUM = 32, 8
_WIDE = 7
"""Columns of eight bytes: size, mtime, ctime, inode, device, offset, packed size."""
Identity = tuple[int, int, int, int, int]
"""Size, mtime, ctime, inode and device: while they stay, the content does."""


@dataclass(frozen=True, slots=True)
class Index:
    """The entries of a zip, where they lie in it, and which files they were made of."""

    names: Sequence[str]
    identities: Sequence[Identity | None]
    """None where the file was so new that a later change could have kept its times."""
    offsets: Sequence[int]
    packed: Sequence[int]
    crcs: Sequence[int]
    methods: Sequence[int]
    hashes: Sequence[bytes]
    """The sha256 of each content."""
    blocks: Sequence[bytes]
    """A sum of each MiB of the zip, as `engine.block_sum` gives it."""
    end: int
    """Where the last entry's data ends."""


def encode(
    entries: Sequence[Entry],
    rows: Sequence[Row],
    offsets: Sequence[int],
    hashes: Sequence[bytes],
    blocks: Sequence[bytes],
    end: int,
    trusted_before: int,
) -> bytes:
    """The index of a finished zip. Files with a time from `trusted_before` (ns) on are not known by their times."""
    paths, sizes, _, mtimes, ctimes, inodes, devices, _ = zip(*entries, strict=True) if entries else ((),) * 8
    _, _, methods, _, crcs, packed, _, _ = zip(*rows, strict=True) if rows else ((),) * 8
    names = "\0".join(paths).encode()
    columns = [
        array("Q", sizes),
        array("q", mtimes),
        array("q", ctimes),
        array("Q", inodes),
        array("Q", devices),
        array("Q", offsets),
        array("Q", packed),
        array("I", crcs),
        array("B", methods),
        array("B", map(trusted_before.__gt__, map(max, mtimes, ctimes))),
    ]
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    head = _HEAD.pack(len(entries), len(blocks), len(names), end)
    body = b"".join((head, *(column.tobytes() for column in columns), *hashes, *blocks, names))
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode(data: bytes) -> Index | None:
    """The index that `encode` wrote, or None for any other bytes."""
    start = len(_MAGIC) + _HASH
    if not data.startswith(_MAGIC) or len(data) < start + _HEAD.size:
        return None
    body = memoryview(data)[start:]
    if hashlib.sha256(body).digest() != data[len(_MAGIC) : start]:
        return None
    count, block_count, names_size, end = _HEAD.unpack_from(body)
    if len(body) != _HEAD.size + count * (8 * _WIDE + 4 + 1 + 1 + _HASH) + block_count * _SUM + names_size:
        return None
    at = _HEAD.size
    columns: list[array[int]] = []
    for code, width in zip("QqqQQQQIBB", (8,) * _WIDE + (4, 1, 1), strict=True):
        column: array[int] = array(code)
        column.frombytes(body[at : at + count * width])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column)
        at += count * width
    hashes = [bytes(body[i : i + _HASH]) for i in range(at, at + count * _HASH, _HASH)]
    at += count * _HASH
    blocks = [bytes(body[i : i + _SUM]) for i in range(at, at + block_count * _SUM, _SUM)]
    names = bytes(body[len(body) - names_size :]).decode().split("\0") if count else []
    if len(names) != count:
        return None
    identities = [
        each if trusted else None for each, trusted in zip(zip(*columns[:5], strict=True), columns[9], strict=True)
    ]
    return Index(names, identities, columns[5], columns[6], columns[7], columns[8], hashes, blocks, end)
