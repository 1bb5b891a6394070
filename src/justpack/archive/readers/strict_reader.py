"""Is a zip exactly what our writer writes?

Stricter than any reader needs to be: local records and directory agree and are in the same order, no byte lies
between, before or behind them, no name is unsafe or twice, nothing is encrypted, commented or described afterwards.
What this accepts, every reader reads the same way. Anything may be handed in: a hostile file is an answer, not a
crash, and costs memory in proportion to its own size at most.
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

_MOST_PROBLEMS = 20
"""After so many the rest of a file says nothing new."""
_LARGEST_DIRECTORY = 1 << 29
"""Bytes: room for some four million entries, and a bound on memory."""
_WINDOW = 256 << 10
"""Bytes read at once on the way from header to header."""
_USUAL = records.CENTRAL_MAGIC + (records.UNIX | records.VERSION).to_bytes(2, "little")
"""How the record of an entry without zip64 begins."""
_NOTHING = bytes(8)
"""No extra field, no comment, first disk, no attributes of DOS."""
_TAIL = records.END.size + records.LOCATOR64.size + records.END64.size


@dataclass(frozen=True, slots=True)
class Structure:
    """What the records of a zip say, and what is wrong with them."""

    rows: tuple[Row, ...]
    offsets: tuple[int, ...]
    """Where each entry's local header begins."""
    problems: tuple[str, ...]

    @property
    def entries(self) -> tuple[PackedEntry, ...]:
        return tuple(map(packed_entry, self.rows))


class _WrongError(Exception):
    """The file cannot be read any further; the message says why."""


def packed_entry(row: Row) -> PackedEntry:
    """A record as a noun of the model."""
    name = row.name.decode("utf-8", "backslashreplace")
    executable = row.attributes == records.MODE_EXECUTABLE
    return PackedEntry(name, row.size, row.packed, row.crc, executable, row.method == records.STORED)


def check_structure(path: Path) -> tuple[PackedEntry, ...]:
    """The entries of a zip that is exactly ours; `PackError` with the first problem of any other."""
    found = read_structure(path)
    if found.problems:
        raise PackError(f"{path}: {found.problems[0]}")
    return found.entries


def read_structure(path: Path) -> Structure:
    """The records of a file and every problem with them; `PackError` only where it cannot be read at all."""
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
    """The same for an open file."""
    size = os.fstat(descriptor).st_size
    check = _Check(descriptor)
    try:
        count, length, start = _end(descriptor, size)
        problems = list(islice(check.problems(_read(descriptor, start, length), count, start), _MOST_PROBLEMS))
    except _WrongError as wrong:
        return Structure((), (), (str(wrong),))
    return Structure(tuple(check.rows), tuple(check.offsets), tuple(problems))


def _end(descriptor: int, size: int) -> tuple[int, int, int]:
    """Entries, length and start of the directory, from records that must be exactly ours."""
    tail = _read(descriptor, max(0, size - _TAIL), min(size, _TAIL))
    plain = tail[-records.END.size :]
    if len(plain) < records.END.size or plain[:4] != records.END_MAGIC:
        raise _WrongError("it does not end as a zip without a comment does: cut short, added to, or no zip")
    _, _, _, _, count, length, start, _ = records.END.unpack(plain)
    if tail[-records.END.size - records.LOCATOR64.size :][:4] == records.LOCATOR64_MAGIC and len(tail) == _TAIL:
        _, _, _, _, _, _, _, count, length, start = records.END64.unpack_from(tail)
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
    """One pass over a directory, and over the local headers in step with it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.rows: list[Row] = []
        self.offsets: list[int] = []
        self._names: set[bytes] = set()
        self._window, self._window_at, self._window_size = bytearray(_WINDOW), 0, 0

    def problems(self, data: bytes, count: int, start: int) -> Iterator[str]:
        """What is wrong, entry by entry; `_WrongError` where the directory cannot be read on."""
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
            elif not self._stands(header, offset):
                yield f"the record before the data of `{shown(name)}` differs from the directory's"
        if at != len(data):
            raise _WrongError("its directory contains more than its entries")
        if where != start:
            yield "there are bytes between the last entry and the directory"

    def _folders_that_are_files(self, name: bytes, before: bytes) -> Iterator[str]:
        """The folders above `name`; those it shares with the name before have had their turn."""
        cut = name.rfind(b"/")
        while cut > 0 and not before.startswith(name[: cut + 1]):
            if name[:cut] in self._names:
                yield f"`{shown(name[:cut])}` is a file and a folder"
            cut = name.rfind(b"/", 0, cut)

    def _stands(self, header: bytes, offset: int) -> bool:
        """Whether those bytes are there. Reads ahead: most headers are near the one before."""
        at = offset - self._window_at
        if at < 0 or at + len(header) > self._window_size:
            self._window_at, at = offset, 0
            self._window_size = read_into(self._descriptor, self._window, offset)
        return self._window.startswith(header, at)


def _record(data: bytes, at: int, number: int, count: int) -> tuple[Row, int, bytes, int]:
    """A row of the directory, where its entry begins and with which header, and where the next row stands.

    Proved by writing the row again, or where nothing is special by the bytes that never change.
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
        # From the version on, the directory's record begins with the same fields as the local one.
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
    """The numbers of a zip64 field; a wrong field gives wrong numbers, and writing the row again shows it."""
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
