"""Which bytes are uploaded, each time the upload is tried?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from justpack.errors import PackError

CHUNK = 512 * 1024
"""Bytes read and sent at a time."""


class ArchiveChanged(Exception):  # noqa: N818 never leaves the package
    """The file is not the one that was measured; raised before its last byte is sent, so nothing whole arrives."""


class ArchiveBody:
    """A finished archive that can be read again from its start, with its exact size known before.

    Errors: PackError where it is no regular file or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            status = path.stat()
            # Asked before it is opened: a pipe would wait for its other end.
            regular = stat.S_ISREG(status.st_mode)
            if regular:
                path.open("rb").close()
        except OSError as error:
            raise PackError(f"Cannot read the archive: {error.strerror or error}", path=path.name) from None
        if not regular:
            raise PackError("The archive is not a regular file", path=path.name)
        self.size = status.st_size
        """Bytes."""
        self._identity = _identity(status)

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start. Errors: ArchiveChanged where they are no longer the ones first seen."""
        try:
            with self._path.open("rb", buffering=0) as file:
                sent = 0
                while sent < self.size:
                    chunk = file.read(min(CHUNK, self.size - sent))
                    sent += len(chunk)
                    # Looked at with the last piece still in hand: a store never keeps a body that is short.
                    if not chunk or (sent == self.size and _identity(os.fstat(file.fileno())) != self._identity):
                        raise ArchiveChanged("it was written to while it was uploaded")
                    yield chunk
        except OSError as error:
            raise ArchiveChanged(error.strerror or type(error).__name__) from None


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
