"""How is a zip in the project opened, so that whatever it is costs little memory and ends in one kind of error?"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from justpack.tree.zip_damage import UNREADABLE

DIRECTORY_LIMIT = 32 * 1024 * 1024
"""Bytes of its directory; that of 100,000 classes has some 10 MiB."""
_TAIL = 65_557


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The zip. Raises ValueError, with a clause for people, where it, or what is read of it inside, is not sound."""
    try:
        if not _directory_is_small(file):
            raise ValueError("its directory is too large")
        with zipfile.ZipFile(file) as archive:
            yield archive
    except UNREADABLE as error:
        raise ValueError(str(error) if type(error) is ValueError else "it is no sound zip file") from None


def _directory_is_small(file: IO[bytes]) -> bool:
    """Whether the directory, as the file's end states it, may be held in memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile
    return bool(struct.unpack("<L", tail[end + 12 : end + 16])[0] <= DIRECTORY_LIMIT)
