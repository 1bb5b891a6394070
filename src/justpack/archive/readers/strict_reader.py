"""Strict reader that accepts only zips with exactly the structure that justpack writes.

It is stricter than readers need to be: local headers and directory must agree and have one order, there are no bytes
between, before or after them, no name is unsafe or occurs twice, and there is no encryption, comment or data
descriptor. Every zip reader therefore interprets an accepted zip in one way. Any file may be passed: a malicious file
is reported as a problem and needs memory in proportion to its own size at most.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from justpack.archive import records
from justpack.archive.readers.strict_rules import is_plain, row_problems, shown
from justpack.archive.reading import read_exactly, read_into
from justpack.archive.records import MAX32, Row
from justpack.errors import PackError
from justpack.model import PackedEntry
from justpack.tree.names import LONGEST

_MOST_PROBLEMS = 20
"""Largest number of problems that are reported for one file; more would add nothing."""
_LARGEST_DIRECTORY = 1 << 29
"""Largest accepted directory in bytes: room for about four million entries, and a limit on memory."""
_WINDOW = 256 << 10
"""Number of bytes that are read at once when checking local headers."""
_USUAL = records.CENTRAL_MAGIC + (records.UNIX | records.VERSION).to_bytes(2, "little")
"""The first bytes of the directory record of an entry without zip64 data."""
_NOTHING = bytes(8)
"""The bytes of a record with no extra field, no comment, first disk and no DOS attributes."""
_TAIL = records.END.size + records.LOCATOR64.size + records.END64.size


@dataclass(frozen=True, slots=True)
class Structure:
    """The records of a zip and the problems found in them."""

    rows: tuple[Row, ...]
    offsets: tuple[int, ...]
    """The offset of each entry's local header."""
    problems: tuple[str, ...]

    @property
    def entries(self) -> tuple[PackedEntry, ...]:
        """The records as the data type in `model`."""
        return tuple(map(packed_entry, self.rows))


class _WrongError(Exception):
    """Raised if the file cannot be parsed any further; the message is the reason."""


def packed_entry(row: Row) -> PackedEntry:
    """Convert a record to the data type in `model`."""
    name = row.name.decode("utf-8", "backslashreplace")
    executable = row.attributes == records.MODE_EXECUTABLE
    return PackedEntry(name, row.size, row.packed, row.crc, executable, row.method == records.STORED)


def check_structure(path: Path) -> tuple[PackedEntry, ...]:
    """Return the entries of a zip that justpack wrote. Raises PackError with the first problem of any other file."""
    found = read_structure(path)
    if found.problems:
        raise PackError(f"{path}: {found.problems[0]}")
    return found.entries


def read_structure(path: Path) -> Structure:
    """Return the records of a file and all problems with them. Raises PackError only if the file cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return check_open(descriptor)
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)


def check_open(descriptor: int) -> Structure:
    """Return the records of an open file and all problems with them."""
    size = os.fstat(descriptor).st_size
    check = _Check(descriptor)
    try:
        count, length, start = _end(descriptor, size)
        problems = list(islice(check.problems(_read(descriptor, start, length), count, start), _MOST_PROBLEMS))
    except _WrongError as wrong:
        return Structure((), (), (str(wrong),))
    return Structure(tuple(check.rows), tuple(check.offsets), tuple(problems))


def _end(descriptor: int, size: int) -> tuple[int, int, int]:
    """Return the number of entries, the length and the start of the directory, from end records that justpack
    writes.
    """
    tail = _read(descriptor, max(0, size - _TAIL), min(size, _TAIL))
    plain = tail[-records.END.size :]
    if len(plain) < records.END.size or plain[:4] != records.END_MAGIC:
        raise _WrongError("it does not end as a zip without a comment does: cut short, added to, or no zip")
    _, _, _, _, count, length, start, _ = records.END.unpack(plain)
    if tail[-records.END.size - records.LOCATOR64.size :][:4] == records.LOCATOR64_MAGIC and len(tail) == _TAIL:
        _, _, _, _, _, _, _, count, length, start = records.END64.unpack_from(tail)
    if start > size or length > size:
        raise _WrongError("its directory is larger than the file")
    if start + length + len(records.end(count, length, start)) != size:
        raise _WrongError("bytes lie between the directory and the end, or are missing there")
    if tail[-len(records.end(count, length, start)) :] != records.end(count, length, start):
        raise _WrongError("its end records are not the ones its directory needs")
    if count * records.CENTRAL.size > length:
        raise _WrongError(f"it claims {count} entries, more than its directory has room for")
    if length > _LARGEST_DIRECTORY:
        raise _WrongError("its directory is larger than justpack writes")
    return count, length, start


class _Check:
    """One pass over a directory and the local headers that belong to it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.rows: list[Row] = []
        self.offsets: list[int] = []
        self._names: set[bytes] = set()
        self._window, self._window_at, self._window_size = bytearray(_WINDOW), 0, 0

    def problems(self, data: bytes, count: int, start: int) -> Iterator[str]:
        """Yield the problems entry by entry. Raises _WrongError if the directory cannot be parsed any further."""
        read, rows, offsets = _record, self.rows, self.offsets
        at = where = 0
        before = b""
        for number in range(count):
            row, offset, header, at = read(data, at, number, count)
            rows.append(row)
            offsets.append(offset)
            name = row.name
            if not is_plain(row):
                yield from row_problems(row)
            if name <= before and number:
                yield f"`{shown(name)}` is in it twice" if name == before else f"`{shown(name)}` is out of order"
            self._names.add(name)
            yield from self._folders_that_are_files(name, before)
            before = name
            if offset != where:
                how = "overlaps the entry before it" if offset < where else "does not begin where the one before ends"
                yield f"`{shown(name)}` {how}"
                where = offset
            where += len(header) + row.packed
            if where > start:
                yield f"`{shown(name)}` extends beyond the data"
            elif not self._is_at(header, offset):
                yield f"the record before the data of `{shown(name)}` differs from the directory's"
        if at != len(data):
            raise _WrongError("its directory contains more than its entries")
        if where != start:
            yield "there are bytes between the last entry and the directory"

    def _folders_that_are_files(self, name: bytes, before: bytes) -> Iterator[str]:
        """Yield a problem for each folder above `name` that is also a file; folders shared with `before` are already
        checked.
        """
        if len(name) > LONGEST:
            return  # its name is refused
        cut = name.rfind(b"/")
        while cut > 0 and not before.startswith(name[: cut + 1]):
            if name[:cut] in self._names:
                yield f"`{shown(name[:cut])}` is a file and a folder"
            cut = name.rfind(b"/", 0, cut)

    def _is_at(self, header: bytes, offset: int) -> bool:
        """Return whether the file contains these bytes at the offset. Reads a window, because headers are mostly
        close together.
        """
        at = offset - self._window_at
        if at < 0 or at + len(header) > self._window_size:
            self._window_at, at = offset, 0
            self._window_size = read_into(self._descriptor, self._window, offset)
        return self._window.startswith(header, at)


def _record(data: bytes, at: int, number: int, count: int) -> tuple[Row, int, bytes, int]:
    """Return a row of the directory, its offset, its expected local header, and the position of the next row.

    A record is verified by encoding the row again; for the most common form, comparing its constant bytes is enough.
    """
    fixed = at + records.CENTRAL.size
    if fixed > len(data):
        raise _WrongError(f"its directory is cut short at entry {number + 1} of {count}")
    _, _, _, flags, method, clock, date, crc, packed, size, name_size, extra_size, _, _, _, attributes, offset = (
        records.CENTRAL.unpack_from(data, at)
    )
    end = fixed + name_size
    name = data[fixed:end]
    if data[at : at + 6] == _USUAL and data[at + 30 : at + 38] == _NOTHING and size < MAX32 and offset < MAX32:
        if end > len(data):
            raise _WrongError(f"its directory is cut short at entry {number + 1} of {count}")
        row = Row(name, flags, method, clock | date << 16, crc, packed, size, attributes)
        # From the version field on, a directory record begins with the fields of the local header.
        return row, offset, records.LOCAL_MAGIC + data[at + 6 : at + 32] + name, end
    extra = data[end : end + extra_size]
    if extra:
        size, packed, offset = _wide(extra, size, packed, offset)
    row = Row(name, flags, method, clock | date << 16, crc, packed, size, attributes)
    again = records.central(row, offset)
    if not data.startswith(again, at):
        raise _WrongError(f"the directory's record of `{shown(name)}` is not as justpack writes it")
    return row, offset, records.local(row), at + len(again)


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return the numbers of a zip64 field. An invalid field yields wrong numbers, which encoding the row again
    reveals.
    """
    wide = [int.from_bytes(extra[i : i + 8], "little") for i in range(4, len(extra) - 7, 8)]
    if size == MAX32 and len(wide) >= 2:
        size, packed, wide = wide[0], wide[1], wide[2:]
    if offset == MAX32 and wide:
        offset = wide[0]
    return size, packed, offset


def _read(descriptor: int, offset: int, size: int) -> bytes:
    content = read_exactly(descriptor, size, offset)
    if len(content) < size:
        raise _WrongError("it is cut short")
    return content
