"""Cache of the last zip of each tree, from which unchanged entries are copied.

The user's cache folder contains, for each tree and each set of options, the last zip and an index of it. A file whose
size, times, inode and device are unchanged is not opened: its bytes are copied together with those of its unchanged
neighbours. After a fresh checkout, when times are useless, the content is found by its hash and only the compression is
saved. A cache may be deleted, shared, truncated or damaged at any time: data that fails its checksum is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from justpack.archive.cache.cache_folder import default_folder
from justpack.archive.cache.cache_index import BLOCK, Index, decode, encode
from justpack.archive.engine import block_sum
from justpack.archive.reading import read_exactly
from justpack.archive.records import Row
from justpack.model import Entry

LIMIT = 1 << 30
"""Default limit of the cache folder's size, in bytes."""
_DATA, _INDEX, _NEW = ".zip", ".index", ".new"
_LARGEST_INDEX = 1 << 30
_TICK = 2_000_000_000
"""The coarsest timestamp resolution of a file system, in nanoseconds (FAT: two seconds)."""
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags for opening a cache file: a pipe does not block."""
_KEPT_BLOCKS = 8
_STALE_NEW = 3600.0
"""Age in seconds after which an unfinished cache file is treated as left over from a killed run."""


class DamagedError(Exception):
    """Raised if a cached zip does not match its index. It is caught in `pack`, which then packs without the cache."""


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
        """Return a descriptor of a cache file, or None if a pipe, a device or a folder is in its place.

        Raises OSError if the file does not exist or cannot be opened.
        """
        if stat.S_ISREG(os.stat(path).st_mode):  # opening a device can have an effect
            descriptor = os.open(path, _FLAGS)
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                return descriptor
            os.close(descriptor)
        if self._on_problem:
            self._on_problem(f"the cache is not used: {path} is not a regular file")
        return None

    def keep(self, root: Path, options: str, index: bytes, zip: Path | int) -> None:
        """Store a finished zip, as a hard link to the file if possible, otherwise as a copy."""
        with contextlib.suppress(OSError, RuntimeError):
            if os.stat(zip).st_size + len(index) > self._limit:
                return
            stem = self._stem(root, options)
            stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Two temporary names: the first may be a hard link to the user's own zip, and nothing is ever written
            # through it. (If another run has stored the same file meanwhile, the rename has no effect and the temporary
            # name remains.)
            data, described = (stem.with_name(f"{stem.name}-{os.urandom(6).hex()}{_NEW}") for _ in range(2))
            try:
                if isinstance(zip, int) or not _linked(zip, data):
                    _copy(zip, data)
                with described.open("xb") as file:
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


class Previous:
    """The last zip of a tree, open, with its index. Thread-safe."""

    def __init__(self, descriptor: int, index: Index) -> None:
        self._descriptor = descriptor
        self.index = index
        self._by_name: dict[str, int] | None = None
        self._by_hash = {each: number for number, each in enumerate(index.hashes)}
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the cached zip."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def find(self, entry: Entry) -> int | None:
        """Return the number of the entry that was made of this unchanged file, or None."""
        if self._by_name is None:
            self._by_name = {name: number for number, name in enumerate(self.index.names)}
        number = self._by_name.get(entry.path)
        if number is None or self.index.identities[number] != (
            entry.size,
            entry.mtime_ns,
            entry.ctime_ns,
            entry.inode,
            entry.device,
        ):
            return None
        return number

    def packed(self, sha256: bytes) -> tuple[int, bytes] | None:
        """Return the method and the compressed data of the content with that hash, or None."""
        number = self._by_hash.get(sha256)
        if number is None:
            return None
        end = self.end_of(number)
        packed = self.index.packed[number]
        return self.index.methods[number], self.read(end - packed, packed)

    def end_of(self, number: int) -> int:
        """Return the offset at which the entry's data ends."""
        following = number + 1
        return self.index.offsets[following] if following < len(self.index.offsets) else self.index.end

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of the zip. Raises DamagedError if they do not match the checksums in the index."""
        first, last = offset // BLOCK, (offset + size - 1) // BLOCK
        if size == 0:
            return b""
        data = (
            b"".join(self._block(number) for number in range(first, last + 1)) if last > first else self._block(first)
        )
        start = offset - first * BLOCK
        if len(data) < start + size:
            raise DamagedError
        return data if size == len(data) else data[start : start + size]

    def _block(self, number: int) -> bytes:
        with self._lock:
            if number in self._blocks:
                self._blocks.move_to_end(number)
                return self._blocks[number]
        try:
            data = read_exactly(self._descriptor, BLOCK, number * BLOCK)
        except OSError:
            raise DamagedError from None
        if number >= len(self.index.blocks) or block_sum(data) != self.index.blocks[number]:
            raise DamagedError
        with self._lock:
            self._blocks[number] = data
            while len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return data


def index_of(
    entries: Sequence[Entry],
    rows: Sequence[Row],
    offsets: Sequence[int],
    hashes: Sequence[bytes],
    blocks: Sequence[bytes],
    end: int,
    began: int,
) -> bytes:
    """Return the index that `Cache.keep` stores.

    `began` is the time at which the first file was read, in nanoseconds since 1970. Files modified after it are not
    identified by their times.
    """
    return encode(entries, rows, offsets, hashes, blocks, end, began - _TICK)


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
