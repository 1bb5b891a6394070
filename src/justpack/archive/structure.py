"""Is a zip exactly what our writer writes?

Stricter than any reader needs to be: local records and directory agree and are in the same order, no byte lies
between, before or behind them, no name is unsafe or twice, nothing is encrypted, commented or described afterwards.
What this accepts, every reader reads the same way. Anything may be handed in: a hostile file is an answer, not a
crash, and costs memory in proportion to its own size at most.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from justpack.archive import records
from justpack.archive.reading import read_at, read_exactly
from justpack.archive.records import MAX32, Row
from justpack.errors import PackError
from justpack.model import PackedEntry
from justpack.tree.names import fault

_MOST_PROBLEMS = 20
"""After so many the rest of a file says nothing new."""
_PLAIN = re.compile(rb"(?:(?!\.\.?(?:/|\Z))[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ ()\[\]-]{0,200}(?:/(?!\Z)|\Z)){1,40}\Z").match
"""Most names: nothing in them needs a closer look."""
_RATIO = 1032
"""Deflate's best: 258 bytes for two bits (a zip that claims more is lying)."""
_LARGEST_DIRECTORY = 1 << 29
"""Bytes: room for some four million entries, and a bound on memory."""
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
    try:
        count, length, start = _end(descriptor, size)
        pairs = list(_directory(_read(descriptor, start, length), count))
    except _WrongError as wrong:
        return Structure((), (), (str(wrong),))
    problems: list[str] = []
    rows, offsets = tuple(row for row, _ in pairs), tuple(offset for _, offset in pairs)
    for problem in _problems(descriptor, rows, offsets, start):
        problems.append(problem)
        if len(problems) == _MOST_PROBLEMS:
            break
    return Structure(rows, offsets, tuple(problems))


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
        raise _WrongError("its directory is larger than any of ours")
    return count, length, start


def _directory(data: bytes, count: int) -> Iterator[tuple[Row, int]]:
    """The rows of the directory, each proved by writing it again."""
    unpack, fixed, at = records.CENTRAL.unpack_from, records.CENTRAL.size, 0
    for number in range(count):
        if at + fixed > len(data):
            raise _WrongError(f"its directory is cut short at entry {number + 1} of {count}")
        fields = unpack(data, at)
        name_size, extra_size = fields[10], fields[11]
        name = data[at + fixed : at + fixed + name_size]
        extra = data[at + fixed + name_size : at + fixed + name_size + extra_size]
        crc, packed, size, offset = fields[7], fields[8], fields[9], fields[16]
        if extra:
            size, packed, offset = _wide(extra, size, packed, offset)
        row = Row(name, fields[3], fields[4], fields[5] | fields[6] << 16, crc, packed, size, fields[15])
        again = records.central(row, offset)
        if data[at : at + len(again)] != again:
            raise _WrongError(f"the directory's record of `{_shown(name)}` is not as justpack writes it")
        yield row, offset
        at += len(again)
    if at != len(data):
        raise _WrongError("its directory holds more than its entries")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The numbers of a zip64 field; a wrong field gives wrong numbers, and writing the row again shows it."""
    wide = [int.from_bytes(extra[i : i + 8], "little") for i in range(4, len(extra) - 7, 8)]
    if size == MAX32 and len(wide) >= 2:
        size, packed, wide = wide[0], wide[1], wide[2:]
    if offset == MAX32 and wide:
        offset = wide[0]
    return size, packed, offset


def _problems(descriptor: int, rows: tuple[Row, ...], offsets: tuple[int, ...], start: int) -> Iterator[str]:
    at = 0
    before = b""
    names: set[bytes] = set()
    folders: set[bytes] = set()
    for row, offset in zip(rows, offsets, strict=True):
        name = row.name
        yield from _row_problems(row)
        if before and name <= before:
            yield f"`{_shown(name)}` stands twice" if name == before else f"`{_shown(name)}` is out of order"
        names.add(name)
        for folder in _new_folders(name, before, folders):
            if folder in names:
                yield f"`{_shown(folder)}` is a file and a folder"
        before = name
        if offset != at:
            how = "overlaps the entry before it" if offset < at else "does not begin where the one before it ends"
            yield f"`{_shown(name)}` {how}"
            return
        header = records.local(row)
        at += len(header) + row.packed
        if at > start:
            yield f"`{_shown(name)}` reaches beyond the data"
            return
        if read_at(descriptor, len(header), offset) != header:
            yield f"the record before the data of `{_shown(name)}` differs from the directory's"
    if at != start:
        yield "bytes lie between the last entry and the directory"


def _row_problems(row: Row) -> Iterator[str]:
    wrong = _name_problem(row.name)
    if wrong:
        yield f"`{_shown(row.name)}` {wrong}"
    if row.method not in (records.STORED, records.DEFLATED):
        yield f"`{_shown(row.name)}` is compressed by method {row.method}"
    elif row.method == records.STORED and row.packed != row.size:
        yield f"`{_shown(row.name)}` is stored, but its two sizes differ"
    elif row.method == records.DEFLATED and not row.packed < row.size:
        yield f"`{_shown(row.name)}` is deflated, but not smaller for it"
    elif row.method == records.DEFLATED and row.size > row.packed * _RATIO:
        yield f"`{_shown(row.name)}` claims more bytes than deflate can hold in its data"
    if row.flags != (0 if row.name.isascii() else records.UTF8):
        yield f"`{_shown(row.name)}` has other flags than justpack sets"
    if row.attributes not in (records.MODE, records.MODE_EXECUTABLE):
        yield f"`{_shown(row.name)}` has another mode than 0644 or 0755 of a file"


def _name_problem(name: bytes) -> str | None:
    """Why no zip of ours may hold that name, or None."""
    if _PLAIN(name):
        return None
    try:
        text = name.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    if any(part in ("", ".", "..") for part in text.split("/")):
        return "could lead out of the folder it is unpacked in"
    return fault(text)


def _new_folders(name: bytes, before: bytes, folders: set[bytes]) -> Iterator[bytes]:
    """The folders above `name` not met yet; those it shares with the name before are known."""
    cut = name.rfind(b"/")
    while cut > 0 and not before.startswith(name[: cut + 1]):
        if name[:cut] not in folders:
            folders.add(name[:cut])
            yield name[:cut]
        cut = name.rfind(b"/", 0, cut)


def _shown(name: bytes) -> str:
    text = name.decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text[:200])


def _read(descriptor: int, offset: int, size: int) -> bytes:
    content = read_exactly(descriptor, size, offset)
    if len(content) < size:
        raise _WrongError("it is cut short")
    return content
