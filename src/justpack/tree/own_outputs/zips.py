"""Recognizes a zip of the project that justpack wrote, such as one that `pack -o -` streamed into the project.

justpack writes its records in one form only (`archive/records.py`): sorted names, one time, two modes, no extra field,
no comment. Another program can write the same form, so half of the files in the zip must also be those of the project.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator

from justpack.tree.names import fault
from justpack.tree.zip_reading import END, END64, LOCATOR64

SAMPLE = 64
"""Largest number of entries that are compared with the project."""
_READ = 1 << 16
"""Bytes of the directory that are read: enough for `SAMPLE` entries with usual names."""
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_PLAIN, _LARGE = 20, 45
"""The versions of an entry without and with zip64."""
_UNIX = 3 << 8
_UTF8 = 1 << 11
_MODES = (0o100644 << 16, 0o100755 << 16)
_FIRST_DAY = 1 << 5 | 1
"""1980-01-01 as a DOS date."""
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF


def is_of_project(descriptor: int, size: int, has: Callable[[str, int], bool]) -> bool:
    """Whether an open file of `size` bytes is a zip of the project in our form. Raises OSError if it cannot be read.

    `has(path, size)` returns whether the project contains a file of that size.
    """
    directory = _directory(descriptor, size)
    if directory is None:
        return False
    names: list[bytes] = []
    equal = 0
    for name, unpacked in _rows(_read(descriptor, *directory)):
        if name is None or (names and name <= names[-1]):
            return False
        names.append(name)
        path = name.decode()
        equal += fault(path) is None and ".." not in path.split("/") and has(path, unpacked)
    return 2 * equal >= len(names) > 0


def _directory(descriptor: int, size: int) -> tuple[int, int] | None:
    """Return the offset and the size of the directory; None if the end records are not ours."""
    start = size - END.size
    data = _read(descriptor, start, END.size) if start > 0 else b""
    if len(data) < END.size:
        return None
    magic, disk, first, here, count, length, offset, comment = END.unpack(data)
    if magic != b"PK\x05\x06" or disk or first or comment or here != count or not count:
        return None
    if count == _MAX16 or _MAX32 in (length, offset):
        start -= END64.size + LOCATOR64.size
        data = _read(descriptor, start, END64.size) if start > 0 else b""
        if len(data) < END64.size or data[:4] != b"PK\x06\x06":
            return None
        length, offset = END64.unpack(data)[-2:]
    return (offset, length) if offset + length == start else None


def _rows(data: bytes) -> Iterator[tuple[bytes | None, int]]:
    """Yield the name and the size of each of the first entries. The name is None if a record is not in our form."""
    at = 0
    for _ in range(SAMPLE):
        if at + _CENTRAL.size > len(data):
            return
        fields = _CENTRAL.unpack_from(data, at)
        magic, made, needed, flags, method, time, date, _, _, size, length, extra, comment, disk, inner, outer, _ = (
            fields
        )
        at += _CENTRAL.size
        name = data[at : at + length]
        if len(name) < length:
            return
        at += length + extra
        if (
            magic != b"PK\x01\x02"
            or needed != (_LARGE if extra else _PLAIN)
            or made != _UNIX | needed
            or flags != (0 if name.isascii() else _UTF8)
            or method not in (0, 8)
            or (date, time) != (_FIRST_DAY, 0)
            or comment
            or disk
            or inner
            or outer not in _MODES
            or not _is_utf8(name)
        ):
            yield None, 0
            return
        yield name, size


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return bool(name)


def _read(descriptor: int, offset: int, size: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, min(size, _READ))
