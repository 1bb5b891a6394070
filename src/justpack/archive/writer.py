"""Writes the records and data of a zip in order.

The order is: entries in the plan's order, the directory, the end records. A large file's header is written twice: with
zeros before its blocks, and again once its checksum and packed size are known, so that no data descriptor is needed.
"""

from __future__ import annotations

import hashlib
import os

from justpack.archive import records
from justpack.archive.compress import BLOCK, Batch, Block, Compressor
from justpack.archive.digest import ContentDigest
from justpack.archive.reading import changed
from justpack.archive.records import Row

_DIRECTORY_CHUNK = 4096


class Writer:
    """Writes one zip to a seekable descriptor."""

    def __init__(self, descriptor: int, compressor: Compressor) -> None:
        self._descriptor, self._compressor = descriptor, compressor
        self.rows: list[Row] = []
        """The records of the entries written so far."""
        self.done = 0
        """Bytes of files written so far, before compression."""
        self.hashes: list[bytes] = []
        """The sha256 of each entry's content."""
        self.offsets: list[int] = []
        """The offset of each entry's local header."""
        self._at = 0
        """The offset of the next byte to write."""
        self._starts = 0
        """The offset of the next entry's local header."""
        self.directory = 0
        """The offset of the directory, once it is written."""
        self._digest = ContentDigest()
        self._large: _Large | None = None

    @property
    def settled(self) -> int:
        """The offset up to which the zip is final."""
        return self._large.start if self._large else self._at

    @property
    def last_name(self) -> str:
        """The name of the last entry written, for progress."""
        return self.rows[-1].name.decode() if self.rows else ""

    def take(self, result: Batch | Block) -> None:
        """Write the next result. Raises PackError if a large file differs from the plan, and OSError if writing
        fails.
        """
        if isinstance(result, Batch):
            self._add(result.rows, result.hashes)
            self.done += sum([row.size for row in result.rows])
            self._write(result.data)
        else:
            self._take_block(result)

    def content_digest(self) -> str:
        """Return the content digest of the entries written so far."""
        return self._digest.hexdigest()

    def end(self) -> None:
        """Write the directory and the end records."""
        start = self.directory = self._at
        for i in range(0, len(self.rows), _DIRECTORY_CHUNK):
            pairs = zip(self.rows[i : i + _DIRECTORY_CHUNK], self.offsets[i : i + _DIRECTORY_CHUNK], strict=True)
            self._write(b"".join(records.central(row, offset) for row, offset in pairs))
        self._write(records.end(len(self.rows), self._at - start, start))

    def _add(self, rows: list[Row], hashes: list[bytes]) -> None:
        self.rows += rows
        self.hashes += hashes
        self._digest.add(rows, hashes)
        for row in rows:
            self.offsets.append(self._starts)
            self._starts += records.local_size(row) + row.packed

    def _take_block(self, block: Block) -> None:
        entry = block.source.entry
        if block.offset == 0:
            method = records.STORED if block.packed is block.raw else records.DEFLATED
            self._large = _Large(self._at, method)
            self._write(records.local(self._compressor.row(entry, method, 0, 0, bytes(32))))
        large = self._large
        assert large is not None
        large.crc = self._compressor.crc32(block.raw, large.crc)
        large.sha256.update(block.raw)
        large.packed += len(block.packed)
        self._write(block.packed)
        self.done += len(block.raw)
        if block.last:
            self._finish_large(block, large)

    def _finish_large(self, block: Block, large: _Large) -> None:
        entry = block.source.entry
        if large.method == records.DEFLATED and large.packed >= entry.size:
            self._store_after_all(block, large)
        block.source.close()
        sha256 = large.sha256.digest()
        row = self._compressor.row(entry, large.method, large.crc, large.packed, sha256)
        self._write_again(records.local(row), large.start)
        self._add([row], [sha256])
        self._large = None

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]
        self._at += len(data)

    def _write_again(self, data: bytes, offset: int) -> None:
        """Overwrite bytes at `offset`, then move back to the end."""
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        end, self._at = self._at, offset
        self._write(data)
        self._at = os.lseek(self._descriptor, end, os.SEEK_SET)

    def _store_after_all(self, block: Block, large: _Large) -> None:
        """Write the file uncompressed, because it did not become smaller although its samples did."""
        entry = block.source.entry
        large.method, large.packed, crc = records.STORED, entry.size, 0
        self._at = os.lseek(self._descriptor, large.start, os.SEEK_SET)
        self._write(records.local(self._compressor.row(entry, records.STORED, 0, 0, bytes(32))))
        for offset in range(0, entry.size, BLOCK):
            raw = block.source.read(offset, min(BLOCK, entry.size - offset))
            crc = self._compressor.crc32(raw, crc)
            self._write(raw)
        os.ftruncate(self._descriptor, self._at)
        if crc != large.crc:
            raise changed(entry, "it was written to")


class _Large:
    """The large file that is being written."""

    def __init__(self, start: int, method: int) -> None:
        self.start, self.method = start, method
        self.crc = self.packed = 0
        self.sha256 = hashlib.sha256()
