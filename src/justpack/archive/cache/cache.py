"""Cache of the last zip of each tree, from which compressed data is copied.

The user's cache folder contains, for each tree and each set of options, the last zip and an index of it. Every file is
read and hashed in every run; what the cache saves is the compression of contents that the last zip already contains. A
cache may be deleted, shared, truncated or damaged at any time: data that fails its checksum is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from justpack.archive.cache.cache_folder import default_folder, is_own, is_private
from justpack.archive.cache.cache_index import BLOCK, Index, decode
from justpack.archive.reading import read_exactly
from justpack.archive.records import DEFLATED, LOCAL, LOCAL_MAGIC, MAX32
from justpack.errors import PackError
from justpack.frozen import frozen

LIMIT = 1 << 30
"""Default limit of the cache folder's size, in bytes."""
_DATA, _INDEX, _NEW = ".zip", ".index", ".new"
_LARGEST_INDEX = 1 << 30
_FLAGS = sum(getattr(os, f"O_{name}", 0) for name in ("RDONLY", "BINARY", "CLOEXEC", "NONBLOCK", "NOFOLLOW"))
"""Flags for opening a cache file: a pipe does not block, and no link is followed."""
_KEPT_BLOCKS = 8
_STALE_NEW = 3600.0
"""Age in seconds after which an unfinished cache file is treated as left over from a killed run."""


class Cache:
    """A folder of zips that can be reused. An unreadable or full folder is never an error: it counts as an empty
    cache.
    """

    def __init__(
        self, folder: Path | None = None, *, limit: int = LIMIT, on_problem: Callable[[str], None] | None = None
    ) -> None:
        """`folder` is None for the user's default folder; `limit` is the largest size of the folder in bytes.

        `on_problem` is called with one line if the cache cannot be used because of what is in its place.
        """
        self._folder, self._limit, self._on_problem = folder, limit, on_problem

    def previous(self, root: Path, options: str) -> Previous | None:
        """Return the last zip of the tree with equal options, or None."""
        with contextlib.suppress(OSError, RuntimeError):
            stem = self._stem(root, options)
            if not is_private(stem.parent):
                if self._on_problem:
                    self._on_problem(f"the cache is not used: other users can write to {stem.parent}")
                return None
            path = stem.with_suffix(_INDEX)
            descriptor = self._opened(path)
            if descriptor is None:
                return None
            with os.fdopen(descriptor, "rb") as file:
                if os.fstat(descriptor).st_size > _LARGEST_INDEX:
                    return None
                index = decode(file.read(_LARGEST_INDEX))
            data = self._opened(stem.with_suffix(_DATA)) if index is not None else None
            if index is not None and data is not None:
                found = Previous(data, index)
                os.utime(path)
                return found
        return None

    def _opened(self, path: Path) -> int | None:
        """Return a descriptor of a cache file, or None if a link, a pipe, a device or a folder is in its place.

        Raises OSError if the file does not exist or cannot be opened.
        """
        problem = "is not a regular file"
        if stat.S_ISREG(os.lstat(path).st_mode):  # opening a device can have an effect
            descriptor = os.open(path, _FLAGS)
            about = os.fstat(descriptor)
            if stat.S_ISREG(about.st_mode):
                # The zip may be a link to the user's own file with any mode; the index contains its checksums.
                if path.suffix == _DATA or is_own(about):
                    return descriptor
                problem = "can be written by other users"
            os.close(descriptor)
        if self._on_problem:
            self._on_problem(f"the cache is not used: {path} {problem}")
        return None

    def keep(self, root: Path, options: str, index: bytes, zip: Path | int) -> None:
        """Store a finished zip, as a hard link to the file if possible, otherwise as a copy."""
        with contextlib.suppress(OSError, RuntimeError):
            if os.stat(zip).st_size + len(index) > self._limit:
                return
            stem = self._stem(root, options)
            stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_private(stem.parent):
                return
            # Two temporary names: the first may be a hard link to the user's own zip, and nothing is ever written
            # through it. (If another run has stored the same file meanwhile, the rename has no effect and the temporary
            # name remains.)
            data, described = (stem.with_name(f"{stem.name}-{os.urandom(6).hex()}{_NEW}") for _ in range(2))
            try:
                if isinstance(zip, int) or not _linked(zip, data):
                    _copy(zip, data)
                with open(described, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                    file.write(index)
                data.replace(stem.with_suffix(_DATA))
                described.replace(stem.with_suffix(_INDEX))
            finally:
                data.unlink(missing_ok=True)
                described.unlink(missing_ok=True)
            self._shrink()

    def _stem(self, root: Path, options: str) -> Path:
        folder = default_folder() if self._folder is None else self._folder
        key = hashlib.sha256(f"{os.path.realpath(root)}\0{options}".encode("utf-8", "surrogateescape")).hexdigest()
        return folder / f"pack-{key[:32]}"

    def _shrink(self) -> None:
        """Delete the least recently used zips until the folder is within its limit."""
        folder = default_folder() if self._folder is None else self._folder
        found: dict[str, tuple[float, int]] = {}
        for path in folder.glob("pack-*"):
            with contextlib.suppress(OSError):
                about = path.stat()
                if path.suffix == _NEW:
                    if time.time() - about.st_mtime > _STALE_NEW:
                        path.unlink()
                elif path.suffix in (_DATA, _INDEX):
                    used, size = found.get(path.stem, (0.0, 0))
                    # The zip's modification time is that of its target; the index is touched at every use.
                    used = about.st_mtime if path.suffix == _INDEX else used
                    found[path.stem] = (used, size + about.st_size)
        total = sum(size for _, size in found.values())
        for stem, (_, size) in sorted(found.items(), key=lambda item: item[1][0]):
            if total <= self._limit:
                break
            for suffix in (_INDEX, _DATA):
                with contextlib.suppress(OSError):
                    (folder / f"{stem}{suffix}").unlink(missing_ok=True)
            total -= size


class _DamagedError(Exception):
    """Raised if the cached zip does not match its index."""


class _Place(NamedTuple):
    """Where the compressed data of a content is."""

    method: int
    header: int
    """The offset of the local header."""
    start: int
    end: int
    size: int
    """The size of the content."""

    def begins(self, record: bytes, crc: int, at: int = 0) -> bool:
        """Return whether the local header of the content with that CRC is at that offset of the bytes."""
        method, header, start, end, size = self
        packed = end - start
        if size >= MAX32:
            packed = size = MAX32
        magic, _, _, found, _, _, its_crc, its_packed, its_size, name_size, extra_size = LOCAL.unpack_from(record, at)
        exact: bool = LOCAL.size + name_size + extra_size == start - header
        same: bool = its_crc == crc and its_packed == packed and its_size == size
        return exact and same and found == method and bool(magic == LOCAL_MAGIC)


@frozen
class CachedBatch:
    """The entries of one batch as they are in the cached zip."""

    hashes: Sequence[bytes]
    """The sha256 of each content."""
    methods: Sequence[int]
    crcs: Sequence[int]
    packed: Sequence[int]
    offsets: Sequence[int]
    """The offset of each local header in the cached zip."""
    data: bytes
    """The local headers and the compressed data of all entries."""
    directory: bytes
    """Their directory records."""


class Previous:
    """The last zip of a tree, open, with its index. Thread-safe."""

    def __init__(self, descriptor: int, index: Index) -> None:
        self._descriptor = descriptor
        self._index = index
        self._last = 0
        self._sizes: set[int] | None = None
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._recent = -1, b""
        """The number and the content of the block that was used last."""
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the cached zip."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def has_size(self, size: int) -> bool:
        """Return whether a content of that size is in the cached zip."""
        if self._sizes is None:
            self._sizes = set(self._index.sizes)
        return size in self._sizes

    def batch(self, key: bytes) -> CachedBatch | None:
        """Return the batch whose names, modes and contents have that hash, or None."""
        index, place = self._index, self._index.batches.get(key)
        if place is None or not place.entries:
            return None
        first, ours = place.first, slice(place.first, place.first + place.entries)
        try:
            data = self._read(index.offsets[first], place.end)
            directory = self._read(place.directory, place.directory + place.directory_size)
        except _DamagedError:
            return None
        return CachedBatch(
            index.hashes[ours],
            index.methods[ours],
            index.crcs[ours],
            index.packed[ours],
            index.offsets[ours],
            data,
            directory,
        )

    def packed(self, sha256: bytes, crc: int, size: int) -> tuple[int, bytes] | None:
        """Return the method and the compressed data of the content with that hash, CRC and size, or None."""
        place = self._find(sha256, size)
        if place is None:
            return None
        number, start = divmod(place.header, BLOCK)
        end = start + place.end - place.header
        try:
            record = self._block(number) if end <= BLOCK else self._read(place.header, place.end)
        except _DamagedError:
            return None
        if end > BLOCK:
            start, end = 0, len(record)
        if len(record) < end or not place.begins(record, crc, start):
            return None
        return place.method, record[start + place.start - place.header : end]

    def large(self, sha256: bytes, crc: int, size: int) -> tuple[int, int, Callable[[], Iterator[bytes]]] | None:
        """Return the method, the packed size and a function that yields the data in pieces, or None.

        All pieces are verified now and again when they are yielded. Raises PackError then if one was changed meanwhile.
        """
        place = self._find(sha256, size)
        if place is None:
            return None

        def pieces() -> Iterator[bytes]:
            for at in range(place.start, place.end, BLOCK):
                yield self._read(at, min(place.end, at + BLOCK))

        def again() -> Iterator[bytes]:
            try:
                yield from pieces()
            except _DamagedError:
                raise PackError("the cache was changed while it was read", help="pack again") from None

        try:
            if not place.begins(self._read(place.header, place.start), crc):
                return None
            for _ in pieces():
                pass
        except _DamagedError:
            return None
        return place.method, place.end - place.start, again

    @cached_property
    def _numbers(self) -> tuple[dict[bytes, int], dict[bytes, list[int]]]:
        """The first entry of each content, and all entries of a content that occurs more than once."""
        by_hash: dict[bytes, int] = {}
        others: dict[bytes, list[int]] = {}
        for number, each in enumerate(self._index.hashes):
            first = by_hash.setdefault(each, number)
            if first != number:
                others.setdefault(each, [first]).append(number)
        return by_hash, others

    def _find(self, sha256: bytes, size: int) -> _Place | None:
        """Return where the compressed data of a content is, or None."""
        by_hash, others = self._numbers
        number = by_hash.get(sha256)
        if number is None:
            return None
        if sha256 in others:  # the entry nearest to the last one is likely in a block that was just read
            number = min(others[sha256], key=lambda each: abs(each - self._last))
        self._last = number
        index, following = self._index, number + 1
        header, packed, method = index.offsets[number], index.packed[number], index.methods[number]
        end = index.offsets[following] if following < len(index.offsets) else index.end
        if packed >= size if method == DEFLATED else packed != size:
            return None
        return _Place(method, header, end - packed, end, size) if 0 <= header <= end - packed - LOCAL.size else None

    def _read(self, start: int, end: int) -> bytes:
        """Return bytes of the zip. Raises _DamagedError if they do not match the checksums in the index."""
        first, last = start // BLOCK, (end - 1) // BLOCK
        data = (
            b"".join(self._block(number) for number in range(first, last + 1)) if last > first else self._block(first)
        )
        start, end = start - first * BLOCK, end - first * BLOCK
        if len(data) < end:
            raise _DamagedError
        return data[start:end]

    def _block(self, number: int) -> bytes:
        recent = self._recent
        if recent[0] == number:
            return recent[1]
        with self._lock:
            if number in self._blocks:
                self._blocks.move_to_end(number)
                self._recent = number, self._blocks[number]
                return self._blocks[number]
        if number >= len(self._index.blocks):
            raise _DamagedError
        try:
            data = read_exactly(self._descriptor, BLOCK, number * BLOCK)
        except OSError:
            raise _DamagedError from None
        if hashlib.sha256(data).digest() != self._index.blocks[number]:
            raise _DamagedError
        with self._lock:
            self._recent = number, data
            self._blocks[number] = data
            while len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return data


def _linked(path: Path, new: Path) -> bool:
    try:
        os.link(os.path.realpath(path), new)
    except (OSError, NotImplementedError):
        return False
    return True


def _copy(source: Path | int, new: Path) -> None:
    offset = 0
    with open(source, "rb", closefd=not isinstance(source, int)) as file, new.open("xb") as copy:
        new.chmod(0o600)
        while chunk := read_exactly(file.fileno(), BLOCK, offset):
            copy.write(chunk)
            offset += len(chunk)
