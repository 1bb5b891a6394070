"""Packs batches of small files in a copy of this process.

The copy answers with the records and the data of a batch in one piece, which are copied into the zip like those of a
batch from the cache.
"""

from __future__ import annotations

import struct
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from justpack.archive.cache.cache import CachedBatch
from justpack.archive.compress import Compressor, CopiedBatch, copied_entries
from justpack.archive.second_process.requests import AnsweringCopy
from justpack.model import Entry

_HEAD = struct.Struct("<32s3Q")
"""The key of the batch (zeros: none), the number of its entries, the sizes of its directory records and of its data."""
_NO_KEY = bytes(32)
_HASH = 32
_ENTRY = 8 + 8 + 8 + 1 + _HASH
"""The size in bytes of the offset, the packed size, the CRC, the method and the hash of an entry."""


class BatchProcess:
    """A copy of this process that packs batches of the entries. Leaving the context ends it."""

    def __init__(self, compressor: Compressor, entries: Sequence[Entry]) -> None:
        self._compressor, self._entries = compressor, entries
        self._copy = AnsweringCopy(self._packed)
        self._asked: deque[tuple[int, int]] = deque()

    def __enter__(self) -> Self:
        self._copy.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._copy.close()

    def ask(self, first: int, stop: int) -> None:
        """Ask for the batch of the entries from `first` to before `stop`. Raises CopyEndedError."""
        self._copy.ask(first, stop)
        self._asked.append((first, stop))

    def answer(self) -> CopiedBatch:
        """Return the batch that was asked for first, of those not returned yet. Raises CopyEndedError."""
        first, stop = self._asked.popleft()
        key, cached = _received(self._copy)
        return CopiedBatch(key, copied_entries(self._entries[first:stop], cached), cached)

    def _packed(self, first: int, stop: int) -> Iterator[bytes]:
        """Yield the pieces of an answer; called in the copy."""
        key, batch = self._compressor.pack_apart(self._entries[first:stop])
        head = _HEAD.pack(key or _NO_KEY, len(batch.hashes), len(batch.directory), len(batch.data))
        columns = [array("Q", column).tobytes() for column in (batch.offsets, batch.packed, batch.crcs)]
        yield b"".join((head, *columns, bytes(batch.methods), *batch.hashes, batch.directory))
        yield batch.data


def _received(copy: AnsweringCopy) -> tuple[bytes | None, CachedBatch]:
    """Return the key and the content of the next answer. Raises CopyEndedError."""
    key, count, directory_size, size = _HEAD.unpack(copy.read(_HEAD.size))
    rest, at = copy.read(count * _ENTRY + directory_size), 24 * count
    columns: list[array[int]] = [array("Q", rest[start : start + 8 * count]) for start in range(0, at, 8 * count)]
    offsets, packed, crcs = columns
    methods, at = rest[at : at + count], at + count
    hashes = [rest[start : start + _HASH] for start in range(at, at + count * _HASH, _HASH)]
    directory = rest[at + count * _HASH :]
    batch = CachedBatch(hashes, methods, crcs, packed, offsets, copy.read(size), directory)
    return None if key == _NO_KEY else key, batch
