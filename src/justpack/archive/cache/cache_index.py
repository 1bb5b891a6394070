"""The index file that describes a cached zip.

The file is a magic line, the sha256 of the rest, and columns of numbers, hashes and names. Nothing in it is executed or
trusted: a wrong checksum or length counts as a missing index. The index also contains a checksum of every MiB of the
zip, so a damaged, shortened or exchanged zip is detected before its bytes are used.
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
"""Number of bytes of the zip that share one checksum and are read together."""
_MAGIC = b"justpack-cache-2\n"
_HEAD = struct.Struct("<4Q")
_HASH, _SUM = 32, 8
_WIDE = 7
"""The number of eight-byte columns: size, mtime, ctime, inode, device, offset, packed size."""
Identity = tuple[int, int, int, int, int]
"""Size, mtime, ctime, inode and device: while they are unchanged, the content is unchanged."""


@dataclass(frozen=True, slots=True)
class Index:
    """The entries of a zip, their offsets in it, and the identities of the files they were made of."""

    names: Sequence[str]
    identities: Sequence[Identity | None]
    """None for a file so new that a later change could leave its times unchanged."""
    offsets: Sequence[int]
    packed: Sequence[int]
    crcs: Sequence[int]
    methods: Sequence[int]
    hashes: Sequence[bytes]
    """The sha256 of each content."""
    blocks: Sequence[bytes]
    """The checksum of each MiB of the zip, computed by `engine.block_sum`."""
    end: int
    """The offset at which the last entry's data ends."""


def encode(
    entries: Sequence[Entry],
    rows: Sequence[Row],
    offsets: Sequence[int],
    hashes: Sequence[bytes],
    blocks: Sequence[bytes],
    end: int,
    trusted_before: int,
) -> bytes:
    """Return the index of a finished zip.

    Files modified at or after `trusted_before` (nanoseconds since 1970) are not identified by their times.
    """
    paths, sizes, _, mtimes, ctimes, inodes, devices, _, _ = zip(*entries, strict=True) if entries else ((),) * 9
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
    """Return the index that `encode` wrote, or None for any other bytes."""
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
