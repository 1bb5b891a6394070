"""Entries whose two descriptions, or whose positions in the zip, leave several readings."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.zip_reading import METHODS
from justpack.tree.zip_records import are_cut, fields, mode_of, name_of, unicode_name, unicode_names, unicode_path

LOCAL = struct.Struct("<4s5H3I2H")
LOCAL_MAGIC = b"PK\x03\x04"
_MAGICS = (LOCAL_MAGIC, b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x07\x08")
"""The beginnings of all records; the data of a streamed file may not contain one if it is stored."""
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_PATCHED = 1 << 5
_DESCRIPTOR = 1 << 3
_UTF8 = 1 << 11
_WIDE = 0xFFFFFFFF
_ZIP64 = 1
_FOLDER, _LABEL, _REPARSE = 0x10, 0x08, 0x400
"""The attributes of MS-DOS and Windows for a folder, the label of a disk, and a file that refers to another."""
_DOS, _WINDOWS = (0, 5, 6, 11), (0, 6, 11, 14)
"""The systems whose attributes contain a label, by unzip, and the systems whose attributes are those of Windows."""
_NEWEST = 46
"""The highest version of the format that unzip 6.0 unpacks; stored and deflated data need version 4.5 at most."""
_WIDE_SIZES = (0, 8, 16, 24, 28)
"""The sizes that Java accepts of the field for large sizes in the directory."""
_LEVEL = 6
"""The flags for the level of deflate, which programs ignore."""
_LARGEST = 1 << 42
"""A position behind the end of any zip, to which every file system lets a program go."""
_SLICE = 1 << 18
_FILES = (0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK)
_TYPES = {stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def entry(info: zipfile.ZipInfo) -> Iterator[Ambiguity]:
    """Yield what a single record of the directory leaves open."""
    name = name_of(info)
    if info.flag_bits & _ENCRYPTED:
        yield Ambiguity("data", name, f"{name} is encrypted: a program without the password cannot unpack it")
    elif info.flag_bits & _PATCHED:
        yield Ambiguity("data", name, f"{name} is a patch of another file: few programs unpack it")
    elif info.compress_type not in METHODS:
        what = f"{name} is compressed by method {info.compress_type}"
        yield Ambiguity("data", name, f"{what}: many programs unpack only the methods 0 (stored) and 8 (deflate)")
    yield from _type(info, name)
    if info.extract_version & 0xFF > _NEWEST:
        version = f"{info.extract_version // 10 % 10}.{info.extract_version % 10}"
        yield Ambiguity("record", name, f"{name} needs version {version} of the format: some programs skip it")
    if info.volume:
        yield Ambiguity("position", name, f"{name} is in part {info.volume + 1} of a zip of several parts")
    if info.orig_filename != info.filename and "\0" in info.orig_filename:
        yield Ambiguity("name", name, f"{name} continues after a zero byte: some programs end the name there")
    other = next((each for each in unicode_names(info) if each != name), None)
    if other is not None:
        called = f"called {other}" if other else "without a name"
        yield Ambiguity("name", name, f"{name} is {called} in its field for Unicode names")
    if info.comment and not _is_utf8(info.comment):
        message = f"the comment of {name} is not in UTF-8: Java does not open the entry, other programs do"
        yield Ambiguity("comment", name, message)
    if are_cut(info.extra):
        yield _cut(name)
    wide = [len(data) for kind, data in fields(info.extra) if kind == _ZIP64]
    if len(wide) > 1:
        yield Ambiguity("record", name, f"{name} has two fields for large sizes: programs read the first or the last")
    elif wide and wide[0] not in _WIDE_SIZES:
        message = f"the field for large sizes of {name} has {wide[0]} bytes: some programs refuse the zip"
        yield Ambiguity("record", name, message)


def _cut(name: str) -> Ambiguity:
    return Ambiguity("record", name, f"the extra fields of {name} are cut short: some programs refuse the zip")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _type(info: zipfile.ZipInfo, name: str) -> Iterator[Ambiguity]:
    """Yield a type of file that only some programs know."""
    mode = mode_of(info)
    kind = stat.S_IFMT(mode or 0)
    is_folder = name.endswith("/")
    if kind not in _FILES:
        what = _TYPES.get(kind, "of no known type")
        yield Ambiguity("mode", name, f"{name} is {what} by its mode, and a file for a program without modes")
    elif not mode and info.create_system in _DOS and info.external_attr & _LABEL:
        yield Ambiguity("mode", name, f"{name} is the label of a disk by its attributes: some programs skip it")
    elif not mode and info.create_system in _WINDOWS and info.external_attr & _REPARSE:
        yield Ambiguity("mode", name, f"{name} is a link by its attributes: some programs refuse it")
    elif not is_folder and (kind == stat.S_IFDIR or (mode is None and info.external_attr & _FOLDER)):
        yield Ambiguity("mode", name, f"{name} is a folder by its mode, and a file by its name")
    elif is_folder and (info.file_size or (info.compress_type == zipfile.ZIP_STORED and info.compress_size)):
        yield Ambiguity("data", name, f"{name} is a folder with data: some programs write a file, others drop the data")


class _Record(NamedTuple):
    """A record before the data of an entry."""

    flags: int
    method: int
    numbers: tuple[int, int, int]
    """The checksum, the packed size and the size."""
    name: bytes
    extra: bytes
    end: int
    """The position of the first byte of the data."""


def positions(file: IO[bytes], entries: Sequence[zipfile.ZipInfo], directory: int) -> Iterator[Ambiguity]:
    """Compare the record before each entry's data with the directory, and the positions of all entries."""
    end, before = 0, ""
    for info in sorted(entries, key=lambda each: each.header_offset):
        name, at = name_of(info), info.header_offset
        if at < end:
            yield Ambiguity("position", name, f"{name} shares bytes with {before}: a program that reads on skips one")
        elif at > end and not end:
            yield Ambiguity("position", None, f"{at} bytes come before the first entry: another file can be in them")
        elif at > end and _contains(file, end, at, (LOCAL_MAGIC,)):
            yield Ambiguity(
                "position", name, f"an entry before {name} is not in the directory: only some programs see it"
            )
        record = local_record(file, at)
        if record is None:
            yield Ambiguity("record", name, f"{name} has no record before its data, where the directory places it")
            continue
        data_end = record.end + info.compress_size
        yield from _differences(info, name, record)
        if record.flags & _DESCRIPTOR:
            size, problem = _streamed(file, info, name, record, data_end)
            if problem is not None:
                yield Ambiguity("record", name, problem)
            data_end += size
        end, before = max(end, data_end), name
    if end > directory:
        yield Ambiguity("position", before, f"{before} shares bytes with the directory")
    elif _contains(file, end, directory, (LOCAL_MAGIC,)):
        message = f"an entry after {before or 'the beginning'} is not in the directory: only some programs see it"
        yield Ambiguity("position", before or None, message)


def local_record(file: IO[bytes], at: int) -> _Record | None:
    """Return the record at this position, or None if no record is there."""
    file.seek(_possible(at))
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size or header[:4] != LOCAL_MAGIC:
        return None
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL.unpack(header)
    name, extra = file.read(name_size), file.read(extra_size)
    return _Record(flags, method, (crc, packed, size), name, extra, at + LOCAL.size + name_size + extra_size)


def _differences(info: zipfile.ZipInfo, name: str, record: _Record) -> Iterator[Ambiguity]:
    """Yield the first difference between the record before the data and the directory."""
    encoding = "utf-8" if record.flags & _UTF8 else "cp437"
    local = record.name.decode(encoding, "backslashreplace")
    other = unicode_path(record.extra, record.name)
    if local != info.orig_filename and record.name != info.orig_filename.encode("utf-8", "replace"):
        yield Ambiguity("record", name, f"{name} is called {local} in the record before its data")
    elif other is not None and (shown := other.decode("utf-8", "backslashreplace")) not in (name, unicode_name(info)):
        yield Ambiguity("record", name, f"{name} is called {shown} in the record before its data")
    elif (record.flags ^ info.flag_bits) & _UTF8 and not info.orig_filename.isascii():
        message = f"the name of {name} is in UTF-8 by one of its two records only: some programs refuse the entry"
        yield Ambiguity("record", name, message)
    elif are_cut(record.extra):
        yield _cut(name)
    elif (record.flags ^ info.flag_bits) & _DESCRIPTOR:
        message = f"the sizes of {name} follow its data by one of its two records only: some programs refuse the entry"
        yield Ambiguity("record", name, message)
    elif record.method != info.compress_type or (record.flags ^ info.flag_bits) & _ENCRYPTED:
        yield Ambiguity("record", name, f"{name} is packed in another way by the record before its data")
    elif (record.flags ^ info.flag_bits) & _compared(info):
        message = f"the flags of {name} are different in its two records: some programs refuse the entry"
        yield Ambiguity("record", name, message)
    else:
        found = (info.CRC, info.compress_size, info.file_size)
        streamed = record.flags & _DESCRIPTOR
        for local_number, number, what in zip(_numbers(record), found, _NUMBERS, strict=True):
            if local_number != number and not (streamed and not local_number):
                said = "no value" if local_number is None else str(local_number)
                message = f"{name} has the {what} {number} in the directory, and {said} in the record before its data"
                yield Ambiguity("record", name, message)
                return


def _compared(info: zipfile.ZipInfo) -> int:
    """Return the flags that must be equal in both records: all that 7-Zip compares."""
    level = _LEVEL if info.compress_type == zipfile.ZIP_DEFLATED else 0
    return 0x7FFF & ~level & ~_UTF8


_NUMBERS = ("checksum", "packed size", "size")


def _numbers(record: _Record) -> tuple[int, int | None, int | None]:
    """Return the checksum and the sizes, those of a large entry from its field for large sizes; None if it is missing.

    The field contains both sizes, the unpacked one first (APPNOTE.TXT 4.5.3).
    """
    crc, packed, size = record.numbers
    if _WIDE not in (packed, size):
        return record.numbers
    data = next((data for kind, data in fields(record.extra) if kind == _ZIP64), b"")
    wide = [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data) - 7, 8)]
    wide_size = (wide.pop(0) if wide else None) if size == _WIDE else size
    wide_packed = (wide.pop(0) if wide else None) if packed == _WIDE else packed
    return crc, wide_packed, wide_size


def _streamed(file: IO[bytes], info: zipfile.ZipInfo, name: str, record: _Record, end: int) -> tuple[int, str | None]:
    """Return the length of the sizes and the checksum after the data of a streamed entry, and the problem with them."""
    file.seek(_possible(end))
    after = file.read(_LONGEST_DESCRIPTOR)
    for sizes in ("<I2I", "<I2Q"):
        try:
            expected = struct.pack(sizes, info.CRC, info.compress_size, info.file_size)
        except struct.error:
            continue
        for found in (b"PK\x07\x08" + expected, expected):
            if after.startswith(found):
                return len(found), _early_end(file, info, name, record, end)
    known = record.numbers[0] == info.CRC and record.numbers[2] == info.file_size
    if known or not info.file_size:
        return 0, None
    return 0, f"{name} has other sizes after its data than in the directory: a program that reads a stream fails"


_LONGEST_DESCRIPTOR = 24


def _early_end(file: IO[bytes], info: zipfile.ZipInfo, name: str, record: _Record, end: int) -> str | None:
    """Return the problem of stored data without a size before it, which ends where a stream reader finds a record."""
    if record.method != zipfile.ZIP_STORED or record.numbers[2] or not info.file_size:
        return None
    if not _contains(file, record.end, end, _MAGICS):
        return None
    return f"{name} contains the beginning of a record: a program that reads a stream ends the file there"


def _contains(file: IO[bytes], start: int, end: int, wanted: tuple[bytes, ...]) -> bool:
    """Return whether one of these texts of four bytes is in a part of the file."""
    at, rest = start, b""
    file.seek(_possible(start))
    while at < end:
        data = file.read(min(_SLICE, end - at))
        if not data:
            return False
        at += len(data)
        if any(each in rest + data for each in wanted):
            return True
        rest = data[-3:]
    return False


def _possible(position: int) -> int:
    """Return a position that a file can have; that of a zip64 field may be any number of 64 bits."""
    return min(max(0, position), _LARGEST)
