"""Turns compressed results into the chunks of a zip, strictly forward.

The order is: entries in the plan's order, the directory, the end records. The compressed bytes of a large file go to a
spool first, so that its checksum and sizes are known before its header. A large file that is stored is read twice
instead: once for its checksum, once for its data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from justpack.archive.cache.cache_index import BatchPlace
from justpack.archive.compress import BLOCK, Batch, Block, Compressor, CopiedBatch, Copy, Result, packed_entry
from justpack.archive.digest import ContentDigest
from justpack.archive.reading import changed
from justpack.archive.records import DEFLATED, STORED, Row
from justpack.archive.spool import Spool
from justpack.archive.zip_stream import PreparedZip
from justpack.model import Entry, PackedEntry


class Writer:
    """Produces the chunks of one zip. Close it to delete the spool of an unfinished file."""

    def __init__(self, compressor: Compressor, *, keep_hashes: bool, folder: Path | None = None) -> None:
        """`keep_hashes`: whether `hashes` are kept, for the cache. `folder` is the folder of the spool."""
        self._compressor, self._keep, self._folder = compressor, keep_hashes, folder
        self.entries: list[PackedEntry] = []
        """The entries written so far."""
        self.done = 0
        """Bytes of files written so far, before compression."""
        self.hashes: list[bytes] = []
        """The sha256 of each entry's content."""
        self._batches: list[BatchPlace] = []
        """The batches so far, with places relative to the directory's offset."""
        self.size = 0
        """The number of bytes produced so far."""
        self.directory = 0
        """The offset of the directory, once the last entry is written."""
        self._zip = PreparedZip()
        self._digest = ContentDigest()
        self._large: _Large | None = None

    @property
    def last_name(self) -> str:
        """The name of the last entry written, for progress."""
        return self.entries[-1].path if self.entries else ""

    @property
    def offsets(self) -> Sequence[int]:
        """The offset of each entry's local header."""
        return self._zip.offsets

    def content_digest(self) -> str:
        """Return the content digest of the entries written so far."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Delete the spool."""
        if self._large is not None:
            self._large.spool.close()

    def take(self, result: Result) -> Iterator[bytes]:
        """Yield the next chunks of the zip, possibly none. Raises PackError if a large file differs from the plan."""
        if isinstance(result, Batch):
            self._zip.add_batch(result.rows, result.data)
            yield from self._batch(result.key, result.entries, result.hashes)
        elif isinstance(result, CopiedBatch):
            cached = result.cached
            self._zip.add_copy(cached.data, cached.directory, cached.offsets)
            yield from self._batch(result.key, result.entries, cached.hashes)
        elif isinstance(result, Copy):
            self.done += result.row.size
            yield from self._entry(result.entry, result.row, result.sha256, result.pieces())
        else:
            self.done += len(result.raw)
            yield from self._take_block(result)

    def end(self) -> Iterator[bytes]:
        """Yield the directory and the end records."""
        self.directory = self.size
        yield from map(self._counted, self._zip.footer())

    def batches(self) -> Iterator[BatchPlace]:
        """Yield the batches of the zip, of which all entries have been written."""
        return (place._replace(directory=self.directory + place.directory) for place in self._batches)

    def _batch(self, key: bytes | None, entries: list[PackedEntry], hashes: Sequence[bytes]) -> Iterator[bytes]:
        """Yield the entries that are queued in the zip."""
        self.done += sum([entry.size for entry in entries])
        first, before = len(self.entries), self._zip.directory_size
        self._add(entries, hashes)
        yield from map(self._counted, self._zip.all_files())
        if key is not None and self._keep:
            size = self._zip.directory_size - before
            self._batches.append(BatchPlace(key, first, len(entries), self.size, before, size))

    def _add(self, entries: list[PackedEntry], hashes: Sequence[bytes]) -> None:
        self._digest.add(entries, hashes)
        self.entries += entries
        if self._keep:
            self.hashes += hashes

    def _counted(self, chunk: bytes) -> bytes:
        self.size += len(chunk)
        return chunk

    def _entry(self, entry: Entry, row: Row, sha256: bytes, data: Iterable[bytes]) -> Iterator[bytes]:
        self._add([packed_entry(entry, row)], [sha256])
        self._zip.add_prepared([(row, data)])
        yield from map(self._counted, self._zip.all_files())

    def _take_block(self, block: Block) -> Iterator[bytes]:
        if block.offset == 0:
            self._large = _Large(Spool(self._folder))
        large, entry = self._large, block.source.entry
        assert large is not None
        large.crc = self._compressor.crc32(block.raw, large.crc)
        large.sha256.update(block.raw)
        if block.packed is None or large.spool.size + len(block.packed) >= entry.size:
            large.stored = True
            large.spool.close()
        elif not large.stored:
            large.spool.write(block.packed)
        if not block.last:
            return
        sha256 = large.sha256.digest()
        if large.stored:
            row = self._compressor.row(entry, STORED, large.crc, entry.size, sha256)
            yield from self._entry(entry, row, sha256, self._read_again(block, large.crc))
        block.source.close()
        if not large.stored:
            row = self._compressor.row(entry, DEFLATED, large.crc, large.spool.size, sha256)
            yield from self._entry(entry, row, sha256, large.spool.chunks())
        large.spool.close()
        self._large = None

    def _read_again(self, block: Block, expected: int) -> Iterator[bytes]:
        """Yield the content of a file that is stored. Raises PackError if it is not the content read before."""
        entry, crc = block.source.entry, 0
        for offset in range(0, entry.size, BLOCK):
            raw = block.source.read(offset, min(BLOCK, entry.size - offset))
            crc = self._compressor.crc32(raw, crc)
            yield raw
        if crc != expected:
            raise changed(entry, "it was written to")


class _Large:
    """The large file that is being compressed."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.crc = 0
        self.stored = False
        """Whether it is stored: its samples do not pay, or its blocks did not become smaller."""
        self.sha256 = hashlib.sha256()
