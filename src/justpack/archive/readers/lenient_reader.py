"""Lenient reader (standard library zipfile) for archives that justpack did not write.

Like most tools, it accepts zips that the strict reader refuses. The data is not trusted: contents are read in chunks of
limited size, and every failure becomes a PackError.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from justpack.archive.readers.strict_reader import read_structure
from justpack.archive.records import LOCAL
from justpack.errors import PackError
from justpack.model import PackedEntry
from justpack.tree.zip_ambiguity import ambiguities
from justpack.tree.zip_damage import DAMAGE
from justpack.tree.zip_reading import ZipOfPath, archive_of, content
from justpack.tree.zip_records import mode_of, name_of

Time = tuple[int, int, int, int, int, int]
"""Year, month, day, hour, minute, second."""
CHUNK = 1 << 18
_STORED = 0


@dataclass(frozen=True, slots=True)
class LenientEntry:
    """One file of the zip, as its directory record describes it."""

    packed: PackedEntry
    time: Time
    mode: int | None
    """Unix mode, or None if the zip was made by a system without Unix modes."""
    method: int


class LenientZip:
    """An open zip. Raises PackError if the file is not a readable zip."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        path = source if isinstance(source, Path) else "the zip"
        try:
            self._zip = ZipOfPath(source) if isinstance(source, Path) else archive_of(source)
        except OSError as error:
            raise PackError(f"{path}: cannot be read: {error.strerror or error}") from None
        except DAMAGE as error:
            raise PackError(f"{path} is not a zip that can be read: {str(error).lower()}") from None
        self._infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        self.entries = tuple(map(_entry, self._infos))
        """The files of the zip in directory order, without folders."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def read(self, number: int) -> Iterator[bytes]:
        """Yield the content of an entry in chunks. Raises PackError if the data does not match the record."""
        info = self._infos[number]
        try:
            with content(self._zip, info) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            reason = error.strerror or error
            raise PackError(f"{info.filename}: {reason}", path=info.filename) from None

    def require_unambiguous(self) -> None:
        """Raise PackError if programs read the zip differently."""
        file = self._zip.fp
        if file is None:
            return
        try:
            found = next((each for each in ambiguities(file, self._zip.infolist()) if not each.is_harmless), None)
        except OSError as error:
            raise PackError(f"the zip cannot be read: {error.strerror or error}") from None
        if found is not None:
            help = "make the zip again, for example with `justpack pack`"
            raise PackError(f"programs read the zip differently: {found.message}", path=found.path, help=help)

    def compressed(self, number: int) -> bytes:
        """Return the data of an entry as it is in the zip, b"" if it cannot be found."""
        info, file = self._infos[number], self._zip.fp
        if file is None:
            return b""
        try:
            file.seek(info.header_offset)
            header = file.read(LOCAL.size)
            *_, name_size, extra_size = LOCAL.unpack(header)
            file.seek(name_size + extra_size, os.SEEK_CUR)
            return file.read(info.compress_size)
        except (OSError, ValueError, OverflowError, struct.error):
            return b""


def read_entries(path: Path) -> tuple[PackedEntry, ...]:
    """Return the entries of a zip from any tool, in directory order. Raises PackError if the zip cannot be read."""
    found = read_structure(path)
    if not found.problems:
        return found.entries
    with LenientZip(path) as foreign:
        return tuple(entry.packed for entry in foreign.entries)


def _entry(info: zipfile.ZipInfo) -> LenientEntry:
    mode = mode_of(info)
    stored = info.compress_type == _STORED
    executable = bool((mode or 0) & 0o100)
    packed = PackedEntry(name_of(info), info.file_size, info.compress_size, info.CRC, executable, stored)
    return LenientEntry(packed, info.date_time, mode, info.compress_type)
