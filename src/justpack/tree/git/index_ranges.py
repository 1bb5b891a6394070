"""Reads the entries of a large index below one folder, without the other entries.

The index of a repository of many projects is larger than anything else that a run keeps, and each project needs only
its own entries. The file is read once in pieces, for the names and offsets of some entries, between which the others
are found. Git replaces the file and never writes into it, so a file that is no longer the same is looked up again.
"""

from __future__ import annotations

import os
import stat
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedReader
from pathlib import Path

from justpack.frozen import frozen
from justpack.tree.git import index_names
from justpack.tree.git.index_names import LIMIT, DamagedIndexError, IndexNames
from justpack.tree.safe_fs.descent import FILE

SMALL = 1 << 20
"""Up to this size in bytes, an index is kept in memory: about 10,000 files."""
STEP = 64
"""The number of entries from one that is remembered to the next one."""
_PIECE = 1 << 18
_ENTRY = 1 << 13
"""More than the bytes of an entry with the longest name."""
_TRIES = 3
_State = tuple[int, int, int, int]
"""The size, times and inode of a file."""


def below(home: Path, width: int, prefix: bytes) -> IndexNames | None:
    """Return the entries of the index in a git folder below a folder; of a small or unusual index, all of its entries.

    None if the index is missing or cannot be parsed. `width` is the length of a hash in bytes.
    """
    path = os.path.join(home, "index")
    for _ in range(_TRIES):
        try:
            about = os.lstat(path)
        except (OSError, ValueError):
            return None
        if not prefix or not stat.S_ISREG(about.st_mode) or not SMALL < about.st_size <= LIMIT:
            break
        try:
            found = _below(path, width, _state(about), prefix)
        except _ChangedError:
            continue
        except (OSError, ValueError, IndexError, DamagedIndexError):
            break
        if found is None:
            break
        return found
    return index_names.read(home, width)


class _ChangedError(Exception):
    """Raised if the file is not the one that was looked up."""


@frozen
class _Outline:
    """Some of the entries of an index of version 2 or 3: the first one and every `STEP`th after it."""

    version: int
    count: int
    """The number of all entries."""
    names: Sequence[bytes]
    offsets: Sequence[int]
    end: int
    """The offset after the last entry."""


@lru_cache(maxsize=1)
def _below(path: str, width: int, state: _State, prefix: bytes) -> IndexNames | None:
    outline = _outline(path, width, state)
    if outline is None:
        return None
    first = max(bisect_left(outline.names, prefix) - 1, 0)
    last = bisect_left(outline.names, prefix[:-1] + bytes([prefix[-1] + 1]), first)
    begin = outline.offsets[first]
    end = outline.offsets[last] if last < len(outline.offsets) else outline.end
    with _opened(path, state) as file:
        file.seek(begin)
        data = file.read(end - begin)
    count = min((last - first) * STEP, outline.count - first * STEP)
    head = b"DIRC" + outline.version.to_bytes(4, "big") + count.to_bytes(4, "big")
    near = index_names.parse(head + data + bytes(width), width, state[1])
    numbers = near.below(prefix)
    stop = near.offsets[numbers.stop] if numbers.stop < len(near.offsets) else near.end
    return IndexNames(
        near.data[:stop], near.names[numbers.start : numbers.stop], near.version,
        near.offsets[numbers.start : numbers.stop], stop, near.written_ns, near.is_sorted,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _outline(path: str, width: int, state: _State) -> _Outline | None:
    """Return the outline of an index file, or None if it has to be read as a whole: its names are shortened or not
    sorted, or it is split. Raises DamagedIndexError or IndexError if it is damaged.
    """
    names: list[bytes] = []
    offsets = array("L")
    with _opened(path, state) as file:
        data = file.read(_PIECE)
        version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
        if data[:4] != b"DIRC" or version not in (2, 3):
            return None
        base, at, last = 0, 12, b""
        for number in range(count):
            if len(data) - at < _ENTRY:
                base, data, at = base + at, data[at:] + file.read(_PIECE), 0
            begin = at
            name, at = index_names.entry(data, at, 42 + width, version)
            if name < last:
                return None
            if number % STEP == 0:
                names.append(name)
                offsets.append(base + begin)
            last = name
        end = base + at
        rest = data[at:] + file.read()
    if end > state[0] - width:
        raise DamagedIndexError
    return None if index_names.LINK in rest else _Outline(version, count, names, offsets, end)


@contextmanager
def _opened(path: str, state: _State) -> Iterator[BufferedReader]:
    """Provide the file. Raises OSError if it cannot be opened, and _ChangedError if it is another one."""
    with os.fdopen(os.open(path, FILE), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or _state(about) != state:
            raise _ChangedError
        yield file


def _state(about: os.stat_result) -> _State:
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino
