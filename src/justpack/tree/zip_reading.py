"""Open any zip, and the files in it, with bounded memory.

The standard library allocates what the zip claims: the whole directory, and everything that bzip2 or LZMA data unpacks
to. Therefore the directory is counted by slices before `zipfile` reads it, and only the methods stored and deflate are
unpacked, which `zipfile` does in pieces.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from justpack.facts import limits
from justpack.tree.safe_fs import given_file
from justpack.tree.zip_damage import DAMAGE, UNREADABLE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DIRECTORY_LIMIT = limits.ZIP_DIRECTORY_BYTES
"""Largest accepted size of the zip directory in bytes; the directory of 100,000 classes has about 10 MiB."""
ENTRIES_LIMIT = limits.ZIP_ENTRIES
"""Largest accepted number of records in the directory; each one needs some 700 bytes of memory."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The methods that are unpacked; every program that unpacks zips has them."""

# The records at the end of a zip, the last two for large zips (APPNOTE.TXT 4.3.14 to 4.3.16).
END = struct.Struct("<4s4H2IH")
END64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR64 = struct.Struct("<4sIQI")
_RECORD = struct.Struct("<4s24x3H12x")
_TAIL = END.size + 0xFFFF
_SLICE = 1 << 18


def archive_of(file: IO[bytes]) -> zipfile.ZipFile:
    """Return the zip in an open file. Raises one of `UNREADABLE` if it is damaged or its directory is too large."""
    start, length = directory_of(file)
    _count(file, start, length)
    file.seek(0)
    return zipfile.ZipFile(file)


class ZipOfPath(zipfile.ZipFile):
    """The zip at a path, closed with its file. Raises one of `UNREADABLE` as `archive_of` does."""

    def __init__(self, path: Path) -> None:
        file = given_file.opened(path)
        if file is None:
            raise OSError(None, "it is not a regular file")
        self.file: IO[bytes] = file
        try:
            _count(self.file, *directory_of(self.file))
            self.file.seek(0)
            super().__init__(self.file)
        except BaseException:
            self.file.close()
            raise

    def close(self) -> None:
        super().close()
        file = getattr(self, "file", None)  # it is missing if the path cannot be opened
        if file is not None:
            file.close()


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open a zip for the time of the `with` block.

    Raises ValueError with a message for users if the zip, or an entry that the block reads, is damaged or too large.
    """
    try:
        with archive_of(file) as archive:
            yield archive
    except UNREADABLE as error:
        raise ValueError(str(error) if type(error) is ValueError else "it is not a valid zip file") from None


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BufferedReader:
    """Open a file of a zip for reading in bounded memory.

    Raises OSError if the data cannot be read, now or while reading.
    """
    if entry.compress_type not in METHODS:
        raise OSError(None, f"its data cannot be read: it is compressed by method {entry.compress_type}")
    try:
        return io.BufferedReader(_Content(archive.open(entry)))
    except DAMAGE as error:
        raise OSError(None, f"its data cannot be read: {error}") from None


class _Content(io.RawIOBase):
    """The unpacked data of an entry; each error of the data is an OSError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            return self._file.seek(offset, whence)
        except DAMAGE as error:
            raise OSError(None, f"its data cannot be read: {error}") from None

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._file.read(len(view))
        except DAMAGE as error:
            raise OSError(None, f"its data cannot be read: {error}") from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def directory_of(file: IO[bytes]) -> tuple[int, int]:
    """Return the start and the length of the directory, found in the way `zipfile` finds it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = len(tail) - END.size
    if at < 0 or tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END.size:
        raise zipfile.BadZipFile("it is not a zip file")
    _, _, _, _, _, length, _, _ = END.unpack_from(tail, at)
    end = size - len(tail) + at
    wide = _wide_length(file, end)
    if wide is not None:
        length, end = wide, end - LOCATOR64.size - END64.size
    if length > DIRECTORY_LIMIT:
        raise ValueError("its directory is too large")
    if length > end:
        raise zipfile.BadZipFile("its directory is larger than the file")
    return end - length, length


def _wide_length(file: IO[bytes], end: int) -> int | None:
    """Return the length of the directory in the zip64 record before the end record, or None without such a record."""
    start = end - LOCATOR64.size - END64.size
    if start < 0:
        return None
    file.seek(start)
    data = file.read(END64.size + LOCATOR64.size)
    if data[END64.size : END64.size + 4] != b"PK\x06\x07" or data[:4] != b"PK\x06\x06":
        return None
    return int(END64.unpack_from(data)[8])


def _count(file: IO[bytes], start: int, length: int) -> None:
    """Raise ValueError if the directory has more than `ENTRIES_LIMIT` records."""
    for count, _ in enumerate(_record_ends(file, start, length)):
        if count >= ENTRIES_LIMIT:
            raise ValueError(f"it has more than {ENTRIES_LIMIT} entries")


def beyond(file: IO[bytes]) -> int:
    """Return by how many bytes the last record of the directory is longer than the directory."""
    start, length = directory_of(file)
    return max(0, max(_record_ends(file, start, length), default=0) - length)


def _record_ends(file: IO[bytes], start: int, length: int) -> Iterator[int]:
    """Yield where each record of the directory ends, from its start. The directory is read by slices."""
    at, data, data_at = 0, b"", 0
    while at + _RECORD.size <= length:
        if at + _RECORD.size > data_at + len(data):
            file.seek(start + at)
            data, data_at = file.read(_SLICE), at
            if len(data) < _RECORD.size:
                return  # `zipfile` reports that it is cut short
        magic, name, extra, comment = _RECORD.unpack_from(data, at - data_at)
        if magic != b"PK\x01\x02":
            return
        at += _RECORD.size + name + extra + comment
        yield at
