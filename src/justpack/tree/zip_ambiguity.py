"""Finds the parts of a zip that different programs read differently.

A zip describes each file twice: in a record before its data, which a program uses that reads a stream, and in the
directory at the end, which all other programs use (APPNOTE.TXT 4.3). A zip in which both descriptions, all names and
all positions agree is read by every program in one way.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal

from justpack.tree.zip_reading import METHODS
from justpack.tree.zip_records import mode_of, name_of, unicode_name

Kind = Literal["name", "record", "data", "position", "mode"]

_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_END_MAGIC = b"PK\x05\x06"
_END_SIZE = 22
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_DESCRIPTOR = 1 << 3
_DESCRIPTOR_SIZE = 24
"""Largest size of the sizes and the checksum that follow the data of a streamed entry."""
_GAP = 1 << 16
"""Largest number of bytes between two entries that are searched for a hidden entry."""
_WIDE = 0xFFFFFFFF
_IGNORABLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
"""Characters that HFS+ and many other programs ignore in a name."""
_NTFS_STREAM = re.compile(r":.*", re.DOTALL)
_SECRETS = {".git": ".git", "git~1": ".git", ".env": ".env"}
_TYPES = {stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """One fact about which two readers of the zip differ."""

    kind: Kind
    path: str | None
    """The name of the entry, or None for the zip as a whole."""
    message: str


def ambiguities(file: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    """Yield everything that programs read differently. Raises OSError if the file cannot be read."""
    yield from _names(entries)
    for entry in entries:
        yield from _entry(entry)
    yield from _positions(file, entries)
    yield from _end(file)


def _names(entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    count: dict[str, int] = {}
    for entry in entries:
        name = _plain(name_of(entry))
        count[name] = count.get(name, 0) + 1
    for name, times in count.items():
        if times > 1 and name:
            yield Ambiguity(
                "name", name, f"{name} is in the zip {times} times: some programs unpack the first, others the last"
            )
    files = {name for name in count if name and not name.endswith("/")}
    known: set[str] = set()
    for name in count:
        cut = name.rstrip("/").rfind("/") if not name.endswith("/") else len(name) - 1
        while cut > 0 and name[:cut] not in known:
            known.add(name[:cut])
            if name[:cut] in files:
                yield Ambiguity(
                    "name", name[:cut], f"{name[:cut]} is a file and a folder: programs unpack one or the other"
                )
            cut = name.rfind("/", 0, cut)


def _plain(name: str) -> str:
    """Return the name without the parts `.`, which every program drops."""
    if not name.startswith("./") and "/./" not in name:
        return name
    return "/".join(part for part in name.split("/") if part != ".")


def _entry(entry: zipfile.ZipInfo) -> Iterator[Ambiguity]:
    """Yield what a single record of the directory leaves open."""
    name = name_of(entry)
    if entry.flag_bits & _ENCRYPTED:
        yield Ambiguity("data", name, f"{name} is encrypted: a program without the password cannot unpack it")
    elif entry.compress_type not in METHODS:
        what = f"{name} is compressed by method {entry.compress_type}"
        yield Ambiguity("data", name, f"{what}: many programs unpack only the methods 0 (stored) and 8 (deflate)")
    kind = stat.S_IFMT(mode_of(entry) or 0)
    if kind in _TYPES:
        yield Ambiguity("mode", name, f"{name} is {_TYPES[kind]} by its mode, and a file for a program without modes")
    if entry.orig_filename != entry.filename and "\0" in entry.orig_filename:
        yield Ambiguity("name", name, f"{name} continues after a zero byte: some programs end the name there")
    other = unicode_name(entry)
    if other is not None and other != name:
        yield Ambiguity("name", name, f"{name} is called {other} in its field for Unicode names")
    yield from _disguised(name)


def _disguised(name: str) -> Iterator[Ambiguity]:
    """Yield a problem for a part of the name that some file systems read as `.git`, `.env` or `..`."""
    if name.isascii() and not re.search(r"[. ](?:/|\Z)|~1|::|:\$|\\", name):
        return
    for part in name.replace("\\", "/").split("/"):
        plain = _NTFS_STREAM.sub("", _IGNORABLE.sub("", unicodedata.normalize("NFKC", part)))
        if "/" in plain or "\\" in plain:
            plain = plain.replace("\\", "/").rpartition("/")[2]
        if part not in (".", "..") and plain and not plain.strip(". ") and "." in plain:
            yield Ambiguity("name", name, f"{name} contains {part!r}, which some systems read as a folder above")
            return
        meant = _SECRETS.get(plain.rstrip(". ").casefold())
        if meant is not None and part.casefold() != meant:
            yield Ambiguity("name", name, f"{name} contains {part!r}, which some systems read as {meant}")
            return


def _positions(file: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    """Compare the record before each entry's data with the directory, and the positions of all entries."""
    end = 0
    streamed = False
    before = ""
    for entry in sorted(entries, key=lambda each: each.header_offset):
        name, at = name_of(entry), entry.header_offset
        if at < end:
            yield Ambiguity("position", name, f"{name} shares bytes with {before}: a program that reads on skips one")
        elif at > end and not end:
            yield Ambiguity("position", None, f"{at} bytes come before the first entry: another file can be in them")
        elif at > end and not (streamed and at - end <= _DESCRIPTOR_SIZE) and _hides(file, end, at):
            yield Ambiguity(
                "position", name, f"an entry before {name} is not in the directory: only some programs see it"
            )
        file.seek(max(0, at))
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != _LOCAL_MAGIC:
            yield Ambiguity("record", name, f"{name} has no record before its data, where the directory places it")
            continue
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack(header)
        written = file.read(name_size)
        yield from _record(entry, name, written, flags, method, (crc, packed, size))
        end = max(end, at + _LOCAL.size + name_size + extra_size + entry.compress_size)
        streamed = bool(flags & _DESCRIPTOR)
        before = name


def _record(
    entry: zipfile.ZipInfo, name: str, written: bytes, flags: int, method: int, numbers: tuple[int, int, int]
) -> Iterator[Ambiguity]:
    """Yield the difference between the record before the data and the directory."""
    encoding = "utf-8" if flags & 1 << 11 else "cp437"
    local = written.decode(encoding, "backslashreplace")
    if local != entry.orig_filename and written != entry.orig_filename.encode("utf-8", "replace"):
        yield Ambiguity("record", name, f"{name} is called {local} in the record before its data")
    elif method != entry.compress_type or (flags ^ entry.flag_bits) & _ENCRYPTED:
        yield Ambiguity("record", name, f"{name} is packed in another way by the record before its data")
    else:
        mine = (entry.CRC, entry.compress_size, entry.file_size)
        for said, found, what in zip(numbers, mine, ("checksum", "packed size", "size"), strict=True):
            if said != found and said != _WIDE and not (flags & _DESCRIPTOR and not said):
                message = f"{name} has the {what} {found} in the directory, and {said} in the record before its data"
                yield Ambiguity("record", name, message)
                return


def _hides(file: IO[bytes], start: int, end: int) -> bool:
    file.seek(start)
    return _LOCAL_MAGIC in file.read(min(end - start, _GAP))


def _end(file: IO[bytes]) -> Iterator[Ambiguity]:
    """Yield what follows the end record."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - 0xFFFF))
    tail = file.read(_END_SIZE + 0xFFFF)
    at = len(tail) - _END_SIZE
    if tail[at : at + 4] != _END_MAGIC or tail[-2:] != b"\0\0":
        at = tail.rfind(_END_MAGIC)
    comment = int.from_bytes(tail[at + 20 : at + _END_SIZE], "little")
    rest = len(tail) - at - _END_SIZE - comment
    if rest > 0:
        yield Ambiguity("position", None, f"{rest} bytes follow the end of the zip: another zip can be in them")
    first = tail.rfind(_END_MAGIC, 0, at)
    if first >= 0:
        claimed = int.from_bytes(tail[first + 20 : first + _END_SIZE], "little")
        if first + _END_SIZE + claimed == len(tail):
            yield Ambiguity("position", None, "it has two end records: programs read one directory or the other")
