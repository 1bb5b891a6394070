"""Writes the records of a zip with zipstream-ng, for entries that are already compressed.

This is the only module that uses zipstream-ng. By itself, zipstream-ng compresses in one thread and writes data
descriptors, which several readers refuse. The subclass below replaces the step that produces one entry: it receives
the checksum, the sizes and the data, and writes a plain local header. The replaced names are private, so the version
is pinned exactly and `tests/archive/test_zip_stream.py` fails if one of them changes.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from types import FunctionType
from typing import ParamSpec, TypeVar

from zipstream import ng  # type: ignore[import-untyped]

from justpack.archive.records import CENTRAL, MAX32, UNIX, Row

_SLICE = 1 << 20
"""Size in bytes of the chunks of the directory."""
_NAME_SIZE_AT, _OFFSET_AT = 28, 42
"""The positions in a directory record of the size of its name and of the offset of its local header."""
_NAME_AND_OFFSET, _OFFSET = struct.Struct("<H12xI"), struct.Struct("<I")
Prepared = tuple[Row, Iterable[bytes | bytearray]]
"""An entry and the chunks of its data, `Row.packed` bytes in total."""
_P = ParamSpec("_P")
_T = TypeVar("_T")


def _from_4_gib(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Return a function of zipstream-ng that writes zip64 fields from 4 GiB on instead of from 2 GiB on."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, {**function.__globals__, "ZIP64_LIMIT": MAX32 - 1}, function.__name__)


class _Info(ng.ZipStreamInfo):  # type: ignore[misc]
    """The fields of the entry that is being written; one object serves all entries, because making one is slow."""

    _central_directory_header_data = _from_4_gib(ng.ZipStreamInfo._central_directory_header_data)
    create_version: int
    extract_version: int

    def __init__(self) -> None:
        super().__init__("entry", _date(1 << 21 | 1 << 16))
        self.create_system = UNIX >> 8
        self._encoded = b"", 0
        self._plain = self.create_version, self.extract_version

    def describe(self, row: Row, offset: int) -> None:
        """Take the fields of an entry whose local header is at `offset`."""
        self._encoded = row.name, row.flags
        self.create_version, self.extract_version = self._plain  # a zip64 entry has raised them
        self.date_time = _date(row.dos)
        self.compress_type, self.CRC, self.external_attr = row.method, row.crc, row.attributes
        self.compress_size, self.file_size, self.header_offset = row.packed, row.size, offset

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (the name of zipfile)
        return self._encoded


class _Directory:
    """The directory records so far, encoded. It replaces the list of entries, which takes four times the memory."""

    def __init__(self) -> None:
        self._data, self._count = bytearray(), 0

    @property
    def size(self) -> int:
        """The size of the records so far in bytes."""
        return len(self._data)

    def append(self, info: _Info) -> None:
        self._data += info._central_directory_header_data()
        self._count += 1

    def extend(self, records: bytes | bytearray, count: int) -> None:
        """Add the encoded records of several entries."""
        self._data += records
        self._count += count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[_Slice]:
        return (_Slice(self._data[at : at + _SLICE]) for at in range(0, len(self._data), _SLICE))


class _Slice:
    """Encoded directory records of several entries."""

    def __init__(self, data: bytearray) -> None:
        self._data = bytes(data)

    def _central_directory_header_data(self) -> bytes:
        return self._data


class PreparedZip(ng.ZipStream):  # type: ignore[misc]
    """A zip that is written forward only, from prepared entries."""

    _gen_archive_footer = _from_4_gib(ng.ZipStream._gen_archive_footer)

    def __init__(self) -> None:
        super().__init__()
        self._filelist = _Directory()
        self._info = _Info()
        self.offsets = array("Q")
        """The offset of each entry's local header."""

    def add_prepared(self, entries: Iterable[Prepared]) -> None:
        """Queue entries; `all_files` writes the queued entries."""
        self._queue.append({"entries": entries})

    def add_batch(self, rows: Iterable[Row], contents: Iterable[bytes | bytearray]) -> None:
        """Queue entries whose data is complete; `all_files` writes them in one chunk."""
        self._queue.append({"rows": rows, "contents": contents})

    def add_copy(self, data: bytes, directory: bytes, offsets: Sequence[int]) -> None:
        """Queue entries that a `PreparedZip` wrote before; `all_files` writes them in one chunk.

        `data` are their local headers with their data, `directory` their directory records without zip64 fields, and
        `offsets` the offsets of their local headers in the zip they are from.
        """
        self._queue.append({"copied": (data, directory, offsets)})

    @property
    def directory(self) -> bytes:
        """The directory records so far."""
        return b"".join([part._central_directory_header_data() for part in self._filelist])

    @property
    def directory_size(self) -> int:
        """The size of the directory records so far in bytes."""
        return self._filelist.size

    def _gen_file_entry(
        self,
        *,
        entries: Iterable[Prepared] = (),
        rows: Iterable[Row] = (),
        contents: Iterable[bytes | bytearray] = (),
        copied: tuple[bytes, bytes, Sequence[int]] | None = None,
    ) -> Iterator[bytes]:
        if copied is not None:
            batch, directory, offsets = copied
            by = self._pos - offsets[0]
            self._filelist.extend(_moved(directory, by) if by else directory, len(offsets))
            self.offsets.extend([offset + by for offset in offsets])
            yield self._track(batch)
        parts: list[bytes | bytearray] = []
        at = self._pos
        for row, content in zip(rows, contents, strict=True):
            header = self._header(row, at)
            parts += header, content
            at += len(header) + len(content)
        if parts:
            yield self._track(b"".join(parts))
        for row, data in entries:
            yield self._track(self._header(row, self._pos))
            for chunk in data:
                yield self._track(chunk)

    def _header(self, row: Row, offset: int) -> bytes:
        """Return the local header of an entry and add its record to the directory."""
        info = self._info
        info.describe(row, offset)
        self.offsets.append(offset)
        header: bytes = info.FileHeader(row.size >= MAX32)
        self._filelist.append(info)
        return header


def _moved(directory: bytes, by: int) -> bytearray:
    """Return directory records whose local headers are at offsets higher by `by` bytes."""
    records, at = bytearray(directory), 0
    while at < len(records):
        name_size, offset = _NAME_AND_OFFSET.unpack_from(records, at + _NAME_SIZE_AT)
        _OFFSET.pack_into(records, at + _OFFSET_AT, offset + by)
        at += CENTRAL.size + name_size
    return records


@lru_cache(maxsize=64)
def _date(dos: int) -> tuple[int, int, int, int, int, int]:
    """Return year, month, day, hour, minute and second of a DOS date (upper 16 bits) and time (lower 16 bits)."""
    day = (1980 + (dos >> 25), dos >> 21 & 15, dos >> 16 & 31)
    return (*day, dos >> 11 & 31, dos >> 5 & 63, (dos & 31) * 2)
