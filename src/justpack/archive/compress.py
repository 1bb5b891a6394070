"""Divides a plan into tasks that compress batches of small files or blocks of large ones.

The division depends only on the plan (sizes and order), so the bytes of the zip do not depend on the number of threads.
"""

from __future__ import annotations

import hashlib
import threading
from array import array
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from zlib import crc32

from justpack.archive import records
from justpack.archive.cache.cache import CachedBatch, Previous
from justpack.archive.engine import Engine
from justpack.archive.reading import EntryReader, LargeFile
from justpack.archive.records import Row
from justpack.archive.threads import Task
from justpack.archive.times import Mtime
from justpack.archive.zip_stream import PreparedZip
from justpack.frozen import frozen
from justpack.model import Entry, PackedEntry

BATCH = 1 << 20
"""Total size in bytes of the small files in one batch of a large tree."""
SMALLEST_BATCH = 1 << 16
"""Smallest limit of a batch's size in bytes, for small trees."""
BATCH_FILES = 1024
LARGE = 8 << 20
"""Files larger than this many bytes are compressed block by block. A higher bound saves 1 % of the time on a
`node_modules` and makes its zip 0.1 % larger, because zlib-ng is slower than libdeflate and compresses scripts better.
"""
BLOCK = 1 << 20
REACH = 32 << 10
"""The largest distance of a deflate match, in bytes (RFC 1951)."""
REMEMBERED, REMEMBERED_SIZE = 1024, 2048
"""The number of recent contents, and their largest size in bytes, that are not compressed a second time. In a
`node_modules` every third file equals another one, and nearly all of these are small.
"""
_Packed = tuple[int, int, bytes | bytearray]
"""Method, CRC and data."""


@frozen
class Batch:
    """Small files, ready to be written."""

    key: bytes | None
    """The sha256 of the names, modes and contents; None if no cache is used."""
    entries: list[PackedEntry]
    rows: list[Row]
    data: Sequence[bytes | bytearray]
    hashes: list[bytes]
    """The sha256 of each content."""


@frozen
class CopiedBatch:
    """Small files whose records and compressed data, from the cache or a second process, are in one piece."""

    key: bytes | None
    entries: list[PackedEntry]
    cached: CachedBatch


@frozen
class Block:
    """One block of a large file."""

    source: LargeFile
    offset: int
    raw: bytes
    packed: bytes | None
    """The compressed block, or None if the file is stored."""

    @property
    def last(self) -> bool:
        """Whether this is the last block of its file."""
        return self.offset + len(self.raw) == self.source.entry.size


@frozen
class Copy:
    """A large file whose compressed data is in the cache."""

    entry: Entry
    row: Row
    sha256: bytes
    pieces: Callable[[], Iterator[bytes]]
    """Yields the compressed data."""


Result = Batch | CopiedBatch | Block | Copy
"""The result of one task."""


class Compressor:
    """Creates the tasks for a plan's entries.

    It is a context manager that closes every open file and folder at the end.
    """

    def __init__(
        self, root: Path, engine: Engine, mtime: Mtime, previous: Previous | None = None, *, with_keys: bool = False
    ) -> None:
        """`with_keys`: whether unchanged batches are looked up in `previous` and can be looked up in the next run."""
        self._root, self._engine, self._mtime, self._previous = root, engine, mtime, previous
        self._with_keys = with_keys
        self._dos = None if mtime.kind == "content" else mtime.dos(b"")
        """The time of every entry; None if it depends on the content."""
        self.crc32 = engine.crc32
        self._reading = threading.Lock()
        """Held by the thread that reads small files. Two threads that read at the same time are slower, because at each
        system call one hands the interpreter lock to the other.
        """
        self._readers: deque[EntryReader] = deque()
        self._sources: list[LargeFile] = []
        self._same: OrderedDict[bytes, _Packed] = OrderedDict()
        """Compressed contents by sha256, oldest first."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for source in self._sources:
            source.abandon()
        while self._readers:
            self._readers.pop().close()

    def tasks(self, entries: Sequence[Entry]) -> Iterator[Task[Result]]:
        """Yield every task in the plan's order."""
        batch: list[Entry] = []
        size = first = 0
        most = _most(sum([entry.size for entry in entries]))
        for number, entry in enumerate(entries):
            large = entry.size > LARGE
            if batch and (
                large
                or size + entry.size > most
                or len(batch) == BATCH_FILES
                or (self._with_keys and _begins_batch(entry.path))
            ):
                yield Task(size, partial(self.pack_batch, batch), (first, number))
                batch, size = [], 0
            if large:
                yield from self._large(entry)
            else:
                if not batch:
                    first = number
                batch.append(entry)
                size += entry.size
        if batch:
            yield Task(size, partial(self.pack_batch, batch), (first, len(entries)))

    def row(self, entry: Entry, method: int, crc: int, packed: int, sha256: bytes) -> Row:
        """Return the record of an entry."""
        (row,) = self._rows([entry], [(method, crc, packed, sha256)])
        return row

    def _rows(self, entries: Iterable[Entry], found: Iterable[tuple[int, int, int, bytes]]) -> list[Row]:
        """Return the records of entries, from the method, the CRC, the packed size and the sha256 of each."""
        # This runs for every file of a tree; names of modules are looked up once.
        fixed, dos = self._dos, self._mtime.dos
        utf8, plain, executable = records.UTF8, records.MODE, records.MODE_EXECUTABLE
        return [
            Row(
                entry.path.encode(),
                0 if entry.path.isascii() else utf8,
                method,
                fixed or dos(sha256),
                crc,
                packed,
                entry.size,
                executable if entry.executable else plain,
            )
            for entry, (method, crc, packed, sha256) in zip(entries, found, strict=True)
        ]

    @contextmanager
    def _reader(self) -> Iterator[EntryReader]:
        """Lend a reader that no other thread uses at the time."""
        try:
            reader = self._readers.pop()
        except IndexError:
            reader = EntryReader(self._root)
        try:
            yield reader
        finally:
            self._readers.append(reader)

    def pack_batch(self, entries: Sequence[Entry]) -> Batch | CopiedBatch:
        # Each step handles all files before the next one starts: a thread that alternates between reading and deflating
        # waits for the interpreter lock at every call, because another thread has acquired it by then.
        sha256, packed = hashlib.sha256, self._packed
        with self._reader() as reader, self._reading:
            contents = [reader.read(entry) for entry in entries]
        key = _key(entries, contents) if self._with_keys else None
        if key and self._previous and (cached := self._previous.batch(key)):
            return CopiedBatch(key, copied_entries(entries, cached), cached)
        hashes = [sha256(content).digest() for content in contents]
        found = [packed(content, digest) for content, digest in zip(contents, hashes, strict=True)]
        methods, crcs, data = zip(*found, strict=True)
        rows = self._rows(entries, zip(methods, crcs, map(len, data), hashes, strict=True))
        return Batch(key, list(map(packed_entry, entries, rows)), rows, data, hashes)

    def pack_apart(self, entries: Sequence[Entry]) -> tuple[bytes | None, CachedBatch]:
        """Return the key of a batch, and the batch with its records, as if it were the first one of a zip."""
        result = self.pack_batch(entries)
        if isinstance(result, CopiedBatch):
            return result.key, result.cached
        zip, rows = PreparedZip(), result.rows
        zip.add_batch(rows, result.data)
        data = b"".join(zip.all_files())
        methods, crcs, packed = ([getattr(row, name) for row in rows] for name in ("method", "crc", "packed"))
        return result.key, CachedBatch(result.hashes, methods, crcs, packed, zip.offsets, data, zip.directory)

    def _packed(self, content: bytes, digest: bytes) -> _Packed:
        if known := self._same.get(digest):
            return known
        data: bytes | bytearray
        crc = self._engine.crc32(content, 0)
        if before := self._previous.packed(digest, crc, len(content)) if self._previous and content else None:
            method, data = before
        else:
            data = self._engine.pack(content)
            method = records.STORED if data is content else records.DEFLATED
        found = method, crc, data
        if len(content) <= REMEMBERED_SIZE:
            self._same[digest] = found
            if len(self._same) > REMEMBERED:
                self._same.popitem(last=False)
        return found

    def _large(self, entry: Entry) -> Iterator[Task[Result]]:
        with self._reader() as reader:
            source = LargeFile(entry, reader.open(entry))
        self._sources.append(source)
        if self._previous is not None and (copy := self._copy(self._previous, source)):
            source.close()
            yield Task(0, lambda: copy)
            return
        work = self._pack_block if self._engine.pays(entry.size, source.read) else self._read_block
        for offset in range(0, entry.size, BLOCK):
            yield Task(min(BLOCK, entry.size - offset), partial(work, source, offset))

    def _copy(self, previous: Previous, source: LargeFile) -> Copy | None:
        """Return the cached data of a large file if its content, which is read now, is the one the data was made of."""
        entry = source.entry
        if not previous.has_size(entry.size):
            return None
        crc, sha256 = 0, hashlib.sha256()
        for offset in range(0, entry.size, BLOCK):
            raw = source.read(offset, min(BLOCK, entry.size - offset))
            crc = self._engine.crc32(raw, crc)
            sha256.update(raw)
        digest = sha256.digest()
        found = previous.large(digest, crc, entry.size)
        if found is None:
            return None
        method, size, pieces = found
        return Copy(entry, self.row(entry, method, crc, size, digest), digest, pieces)

    def _pack_block(self, source: LargeFile, offset: int) -> Block:
        reach = min(offset, REACH)
        size = min(BLOCK, source.entry.size - offset)
        # Two reads: a slice of one longer read would copy the block.
        before = source.read(offset - reach, reach) if reach else b""
        raw = source.read(offset, size)
        return Block(source, offset, raw, self._engine.pack_block(raw, before, offset + size == source.entry.size))

    def _read_block(self, source: LargeFile, offset: int) -> Block:
        return Block(source, offset, source.read(offset, min(BLOCK, source.entry.size - offset)), None)


def _most(total: int) -> int:
    """Return the limit of a batch's size, which leaves work for several threads in a small tree.

    A power of two, because a file that grows by a few bytes must not change the division of the whole tree.
    """
    return min(BATCH, max(SMALLEST_BATCH, 1 << max(0, total.bit_length() - 4)))


def _begins_batch(path: str) -> bool:
    """Return whether a batch begins at this file whatever precedes it: at about one of 256 files, chosen by its path.

    A batch also ends at a number of bytes, so a file that grows can move the ends of the batches after it. At such a
    file the division is again the one of the run before, whose batches can be copied.
    """
    return crc32(path.encode()) & 0xFF == 0


def _key(entries: Sequence[Entry], contents: list[bytes]) -> bytes:
    """Return the sha256 of the names, modes, sizes and contents of a batch."""
    names = "".join([f"{entry.path}\0" for entry in entries]).encode()
    numbers = array("Q", [len(entries), *[entry.size * 2 + entry.executable for entry in entries]])
    # One call for all contents, because after each call the thread waits for the interpreter lock.
    return hashlib.sha256(b"".join((numbers.tobytes(), names, *contents))).digest()


def copied_entries(entries: Sequence[Entry], cached: CachedBatch) -> list[PackedEntry]:
    """Return the descriptions of the entries of a batch that is copied."""
    return [
        PackedEntry(entry.path, entry.size, packed, crc, entry.executable, method == records.STORED)
        for entry, packed, crc, method in zip(entries, cached.packed, cached.crcs, cached.methods, strict=True)
    ]


def packed_entry(entry: Entry, row: Row) -> PackedEntry:
    """Return the description of an entry that is ready to be written."""
    return PackedEntry(entry.path, row.size, row.packed, row.crc, entry.executable, row.method == records.STORED)
