"""The names in git's index file, and the offset of each entry.

A run looks at the index of one repository many times: the ignore rules ask for the tracked paths, several checks for
the entries of the project, and many projects can be in one repository. The file is therefore read once, and only the
names of all entries are decoded; `below` finds the entries of one folder by bisection, because git sorts them.
"""

from __future__ import annotations

import os
import stat
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

from justpack.frozen import frozen
from justpack.tree.git.repository import read_file

LIMIT = 256 * 1024 * 1024
"""Largest accepted index in bytes; the index of 1,000,000 files has about 100 MB."""
LINK = b"link\0\0"
"""The beginning of the extension that names the shared file of a split index."""
_EXTENDED = 0x4000
_LONG = 0xFFF
LONGEST_NAME = 4096
"""Largest number of bytes of a name (limits.h, PATH_MAX). A longer one is cut, so that no file has it."""
DEEPEST = 100
"""Largest number of folders above a file of the index; an entry below more of them is skipped."""
_GROWTH = 16
"""How many times as long as the file the names of version 4 may be, which shares the beginnings of its names."""


class DamagedIndexError(Exception):
    """Raised if the index is damaged or of a version that is not read."""


@frozen
class IndexNames:
    """The content of an index file with the names of its entries. Two are equal only if they are the same object."""

    data: bytes
    names: Sequence[bytes]
    version: int
    offsets: Sequence[int]
    """The offset of each entry in `data`."""
    end: int
    """The offset after the last entry, where the extensions begin."""
    written_ns: int
    """Modification time of the file, in nanoseconds since 1970."""
    is_sorted: bool
    """Whether the names are sorted, as git writes them."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def below(self, prefix: bytes) -> range:
        """Return the numbers of the entries whose names begin with the prefix; of all entries, if they are unsorted."""
        if not prefix or not self.is_sorted:
            return range(len(self.names))
        begin = bisect_left(self.names, prefix)
        return range(begin, bisect_left(self.names, prefix[:-1] + bytes([prefix[-1] + 1]), begin))

    def kind(self, number: int) -> int:
        """Return the kind of the file of an entry: the upper four bits of its mode."""
        return self.data[self.offsets[number] + 26] >> 4

    @property
    def may_be_split(self) -> bool:
        """Whether the file may have a `link` extension. A false alarm only costs time."""
        return self.data.find(LINK, self.end) >= 0


def read(home: Path, width: int) -> IndexNames | None:
    """Return the names in the index in a git folder, or None if it is missing or cannot be parsed.

    `width` is the length of a hash in bytes. The last index that was read is kept in memory.
    """
    try:
        status = os.lstat(home / "index")
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > LIMIT:
        return None
    return _read(str(home), width, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)


@lru_cache(maxsize=1)
def _read(home: str, width: int, written_ns: int, changed_ns: int, inode: int, size: int) -> IndexNames | None:
    del changed_ns, inode  # parts of the cache's key
    data = read_file(Path(home, "index"), LIMIT)
    if data is None or len(data) != size:
        return None
    try:
        return parse(data, width, written_ns)
    except (ValueError, IndexError, DamagedIndexError):
        return None


def parse(data: bytes, width: int, written_ns: int = 0) -> IndexNames:
    """Return the names of an index file. Raises DamagedIndexError, ValueError or IndexError if it is damaged."""
    version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise DamagedIndexError
    at, name, end = 12, b"", len(data) - width
    fixed = 42 + width
    names: list[bytes] = []
    offsets = array("L")
    is_sorted = True
    left = _GROWTH * len(data)
    for _ in range(count):
        offsets.append(at)
        before = name
        if version == 4:
            cut, begin = number(data, _begin(data, at + fixed))
            stop = data.index(b"\0", begin)
            name = name[: len(name) - cut] + data[begin:stop]
            names.append(name[:LONGEST_NAME])
            left -= len(name)
            at = stop + 1
        else:
            name, at = entry(data, at, fixed, version)
        is_sorted = is_sorted and before <= name
        if at > end or left < 0:
            raise DamagedIndexError
    listed = tuple(names) if version == 4 else _Names(data, offsets, fixed, version)
    return IndexNames(data, listed, version, offsets, at, written_ns, is_sorted)


class _Names(Sequence[bytes]):
    """The names of the entries of an index that has them whole; each is read from the data when it is asked for.

    The texts of all names take as much memory as the data.
    """

    __slots__ = ("_data", "_fixed", "_offsets", "_version")

    def __init__(self, data: bytes, offsets: Sequence[int], fixed: int, version: int) -> None:
        self._data, self._offsets, self._fixed, self._version = data, offsets, fixed, version

    def __len__(self) -> int:
        return len(self._offsets)

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return tuple(self._at(offset) for offset in self._offsets[number])
        return self._at(self._offsets[number])

    def _at(self, offset: int) -> bytes:
        return _name(self._data, offset + self._fixed, self._version)[:LONGEST_NAME]


def _begin(data: bytes, after: int) -> int:
    """Return the offset of the name of an entry of version 4; `after` is that after its flags."""
    return after + 2 if data[after - 2] << 8 & _EXTENDED else after


def entry(data: bytes, at: int, fixed: int, version: int) -> tuple[bytes, int]:
    """Return the name of the entry of version 2 or 3 at an offset, and the offset of the next one.

    `fixed` is the number of bytes before the name, without extended flags.
    """
    name = _name(data, at + fixed, version)
    extended = data[at + fixed - 2] << 8 & _EXTENDED and version > 2
    return name, at + (fixed + (2 if extended else 0) + len(name) + 8 & ~7)


def _name(data: bytes, after: int, version: int) -> bytes:
    """Return the name of an entry of version 2 or 3; `after` is the offset after its flags."""
    flags = data[after - 2] << 8 | data[after - 1]
    begin = after + 2 if flags & _EXTENDED and version > 2 else after
    length = flags & _LONG
    return data[begin : begin + length] if length < _LONG else data[begin : data.index(b"\0", begin)]


def number(data: bytes, at: int) -> tuple[int, int]:
    """Decode a variable-length integer of index version 4 and return it with the offset after it.

    The encoding is that of offsets in pack files: seven bits a byte, with one added for each continuation.
    """
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = (value + 1 << 7) | byte & 0x7F
        if value > 1 << 32:
            raise DamagedIndexError
    return value, at + 1
