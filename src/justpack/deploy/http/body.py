"""The body of an upload: reads the archive from the start for each attempt, and detects changes of the file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from justpack.errors import PackError

CHUNK = 512 * 1024
"""The number of bytes that are read and sent at a time."""


class ArchiveChanged(Exception):  # noqa: N818 never leaves the package
    """The file has changed since its size was read.

    The exception is raised before the last byte is sent, so the store never receives a complete but wrong body.
    """


class ArchiveBody:
    """A finished archive with a known size, which can be read several times from the start.

    Raises PackError if the path is not a regular file or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            status = path.stat()
            # The type is checked before the file is opened, because opening a named pipe waits for its writer.
            regular = stat.S_ISREG(status.st_mode)
            if regular:
                path.open("rb").close()
        except OSError as error:
            raise PackError(f"cannot read the archive: {error.strerror or error}", path=path.name) from None
        if not regular:
            raise PackError("the archive is not a regular file", path=path.name)
        self.size = status.st_size
        """The size of the archive in bytes."""
        self._identity = _identity(status)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content from the start. Raises ArchiveChanged if the file has changed or cannot be read."""
        try:
            with self._path.open("rb", buffering=0) as file:
                sent = 0
                while sent < self.size:
                    chunk = file.read(min(CHUNK, self.size - sent))
                    sent += len(chunk)
                    # The file is checked before the last chunk is sent, because a store discards an incomplete body.
                    if not chunk or (sent == self.size and _identity(os.fstat(file.fileno())) != self._identity):
                        raise ArchiveChanged("it was written to while it was uploaded")
                    yield chunk
        except OSError as error:
            raise ArchiveChanged(error.strerror or type(error).__name__) from None


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
