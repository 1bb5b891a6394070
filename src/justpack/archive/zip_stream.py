"""Writes the records of a zip with zipstream-ng, for entries that are already compressed.

This is the only module that uses zipstream-ng. By itself, zipstream-ng compresses in one thread and writes data
descriptors, which several readers refuse. The subclass below replaces the step that produces one entry: it receives
the checksum, the sizes and the data, and writes a plain local header. The replaced names are private, so the version
is pinned exactly and `tests/archive/test_zip_stream.py` fails if one of them changes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from types import FunctionType
from typing import ParamSpec, TypeVar

from zipstream import ng  # type: ignore[import-untyped]

from justpack.archive.records import MAX32, UNIX, Row

_SLICE = 1 << 20
"""Size in bytes of the chunks of the directory."""
Prepared = tuple[Row, Iterable[bytes | bytearray]]
"""An entry and the chunks of its data, `Row.packed` bytes in total."""
_P = ParamSpec("_P")
_T = TypeVar("_T")


def _from_4_gib(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Return a function of zipstream-ng that writes zip64 fields from 4 GiB on instead of from 2 GiB on."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, {**function.__globals__, "ZIP64_LIMIT": MAX32 - 1}, function.__name__)


class _Info(ng.ZipStreamInfo):  # type: ignore[misc]
    _central_directory_header_data = _from_4_gib(ng.ZipStreamInfo._central_directory_header_data)


class _Directory:
    """The directory records so far, encoded. It replaces the list of entries, which takes four times the memory."""

    def __init__(self) -> None:
        self._data, self._count = bytearray(), 0

    def append(self, info: _Info) -> None:
        self._data += info._central_directory_header_data()
        self._count += 1

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
        self.offsets = array("Q")
        """The offset of each entry's local header."""

    def add_prepared(self, entries: Iterable[Prepared]) -> None:
        """Queue entries; `all_files` writes the queued entries."""
        self._queue.append({"entries": entries})

    def _gen_file_entry(self, *, entries: Iterable[Prepared]) -> Iterator[bytes]:
        for row, data in entries:
            info = _Info(row.name.decode(), _date(row.dos))
            info.create_system = UNIX >> 8
            info.compress_type, info.CRC, info.external_attr = row.method, row.crc, row.attributes
            info.compress_size, info.file_size, info.header_offset = row.packed, row.size, self._pos
            self.offsets.append(self._pos)
            yield self._track(info.FileHeader(row.size >= MAX32))
            for chunk in data:
                yield self._track(chunk)
            self._filelist.append(info)


@lru_cache(maxsize=64)
def _date(dos: int) -> tuple[int, int, int, int, int, int]:
    """Return year, month, day, hour, minute and second of a DOS date (upper 16 bits) and time (lower 16 bits)."""
    day = (1980 + (dos >> 25), dos >> 21 & 15, dos >> 16 & 31)
    return (*day, dos >> 11 & 31, dos >> 5 & 63, (dos & 31) * 2)
