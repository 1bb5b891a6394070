"""What does any zip hold, by its own word?

For zips that are not ours, or no longer: the standard library reads them leniently, as most tools do. Nothing is
trusted: contents are read in chunks, never more than was asked for, and whatever the reader stumbles over is an
answer.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from justpack.archive.readers.strict_reader import read_structure
from justpack.errors import PackError
from justpack.model import PackedEntry
from justpack.tree.zip_damage import DAMAGE, UNREADABLE

CHUNK = 1 << 18
_STORED = 0


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One file as its record says it."""

    packed: PackedEntry
    time: tuple[int, int, int, int, int, int]
    mode: int
    """Unix mode, or 0 where the record has none."""
    method: int


class ForeignZip:
    """An open zip. `PackError` where nothing can be made of it."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        path = source if isinstance(source, Path) else "the zip"
        try:
            self._zip = zipfile.ZipFile(source)
        except OSError as error:
            raise PackError(f"{path}: cannot be read: {error.strerror or error}") from None
        except DAMAGE as error:
            raise PackError(f"{path}: is not a readable zip: {error}") from None
        self._infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        self.entries = tuple(map(_entry, self._infos))
        """Its files, in the order of its directory; folders are not entries of ours and are passed over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def read(self, number: int) -> Iterator[bytes]:
        """The content of an entry, in chunks; `PackError` where its data is not what its record says."""
        info = self._infos[number]
        try:
            with self._zip.open(info) as content:
                while chunk := content.read(CHUNK):
                    yield chunk
        except UNREADABLE as error:
            raise PackError(f"{info.filename}: its data cannot be read: {error}", path=info.filename) from None


def read_entries(path: Path) -> tuple[PackedEntry, ...]:
    """The entries of any zip, ours or not, in its order. `PackError` where it cannot be read."""
    found = read_structure(path)
    if not found.problems:
        return found.entries
    with ForeignZip(path) as foreign:
        return tuple(entry.packed for entry in foreign.entries)


def _entry(info: zipfile.ZipInfo) -> ForeignEntry:
    mode = info.external_attr >> 16
    stored = info.compress_type == _STORED
    packed = PackedEntry(info.filename, info.file_size, info.compress_size, info.CRC, bool(mode & 0o100), stored)
    return ForeignEntry(packed, info.date_time, mode, info.compress_type)
