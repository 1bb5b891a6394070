"""Temporary storage for the compressed bytes of one large file, until its size is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from justpack.archive.atomic_write import no_room

MEMORY = 16 << 20
"""Number of bytes that are kept in memory; more are moved to an anonymous temporary file."""
_CHUNK = 1 << 20


class Spool:
    """Bytes that are written once and then read once. Close it to delete the temporary file."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is the folder of the temporary file; None for the system's folder."""
        self._folder = folder
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self.size = 0
        """The number of bytes written so far."""

    def write(self, data: bytes) -> None:
        """Append bytes. Raises PackError if the temporary file cannot be created or written."""
        self.size += len(data)
        self._parts.append(data)
        if self.size <= MEMORY:
            return
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                self._file = TemporaryFile(prefix=".justpack-", buffering=0, dir=self._folder)  # noqa: SIM115 (see `close`)
            for part in self._parts:
                left = memoryview(part)
                while left:
                    left = left[self._file.write(left) :]
        except OSError as error:
            raise no_room(error) from None
        self._parts.clear()

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes. Raises PackError if the temporary file cannot be read."""
        if self._file is not None:
            left = self.size
            try:
                self._file.seek(0)
                while left and (chunk := self._file.read(_CHUNK)):
                    left -= len(chunk)
                    yield chunk
            except OSError as error:
                raise no_room(error) from None
            if left:
                raise no_room(OSError("it was cut short"))
        yield from self._parts

    def close(self) -> None:
        """Delete the temporary file and release the memory."""
        self._parts.clear()
        if self._file is not None:
            self._file.close()
