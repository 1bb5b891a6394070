"""Open a zip of the project with bounded memory, so that every failure is a ValueError."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from justpack.tree.zip_damage import UNREADABLE

DIRECTORY_LIMIT = 32 * 1024 * 1024
"""Largest accepted size of the zip directory in bytes; the directory of 100,000 classes has about 10 MiB."""
_TAIL = 65_557


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open a zip for the time of the `with` block.

    Raises ValueError with a message for users if the zip, or an entry that the block reads, is damaged or too large.
    """
    try:
        if not _directory_is_small(file):
            raise ValueError("its directory is too large")
        with zipfile.ZipFile(file) as archive:
            yield archive
    except UNREADABLE as error:
        raise ValueError(str(error) if type(error) is ValueError else "it is not a valid zip file") from None


def _directory_is_small(file: IO[bytes]) -> bool:
    """Return whether the size of the zip directory, as its end record states it, is at most `DIRECTORY_LIMIT`."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile
    return bool(struct.unpack("<L", tail[end + 12 : end + 16])[0] <= DIRECTORY_LIMIT)
