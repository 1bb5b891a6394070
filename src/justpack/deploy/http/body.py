"""The body of an upload: reads the archive from the start for each attempt, and detects changes of the file."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import weakref
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol, TypeAlias, runtime_checkable

from justpack.errors import PackError, UsageError
from justpack.model import Archive

CHUNK = 64 * 1024
"""The number of bytes that are read and sent at a time; a write timeout means that not even these can be sent."""


@runtime_checkable
class Readable(Protocol):
    """A binary file object."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, or no byte at the end."""
        ...


@runtime_checkable
class Streamed(Protocol):
    """A zip that can be read as a file, such as `justpack.Stream` and `justpack.LiveStream`."""

    def file(self) -> AbstractContextManager[Readable]:
        """Return the zip as a binary file object."""
        ...


ArchiveSource: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | Archive | Streamed | Readable
"""A finished zip: its path, its bytes, the result of `pack` or `stream`, or a binary file object."""


class ArchiveChanged(Exception):  # noqa: N818 never leaves the package
    """The file has changed since its size was read.

    The exception is raised before the last byte is sent, so the store never receives a complete but wrong body.
    """


class ArchiveBody:
    """A finished archive with a known size, which can be read several times from the start.

    Raises PackError if the path is not a regular file or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            status = path.stat()
            # The type is checked before the file is opened, because opening a named pipe waits for its writer.
            regular = stat.S_ISREG(status.st_mode)
            if regular:
                path.open("rb").close()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise PackError(f"cannot read the archive: {reason or error}", path=path.name) from None
        if not regular:
            raise PackError("the archive is not a regular file", path=path.name)
        self.size = status.st_size
        """The size of the archive in bytes."""
        self._open: Callable[[], IO[bytes]] = lambda: path.open("rb", buffering=0)
        self._identity: tuple[int, ...] | None = _identity(status)

    @staticmethod
    def of(source: ArchiveSource) -> ArchiveBody:
        """Return the body for a path, bytes, an `Archive`, a stream or a binary file object.

        A stream or a file object is copied to a temporary file first. Raises UsageError if the value is not one of
        these or is not a zip archive, and PackError if it cannot be read.
        """
        body = _body(source)
        with body._open() as file:
            if not zipfile.is_zipfile(file):
                raise UsageError("the archive is not a zip file", help="pack the folder with `justpack.pack` first")
        return body

    @classmethod
    def _of_file(cls, open_: Callable[[], IO[bytes]]) -> ArchiveBody:
        body = cls.__new__(cls)
        body._open, body._identity = open_, None
        with open_() as file:
            body.size = file.seek(0, os.SEEK_END)
        return body

    def chunks(self) -> Iterator[bytes]:
        """Yield the content from the start. Raises ArchiveChanged if the file has changed or cannot be read."""
        try:
            with self._open() as file:
                sent = 0
                while sent < self.size:
                    chunk = file.read(min(CHUNK, self.size - sent))
                    sent += len(chunk)
                    # The file is checked before the last chunk is sent, because a store discards an incomplete body.
                    if not chunk or (sent == self.size and self._changed(file)):
                        raise ArchiveChanged("it was written to while it was uploaded")
                    yield chunk
        except OSError as error:
            raise ArchiveChanged(error.strerror or type(error).__name__) from None

    def _changed(self, file: IO[bytes]) -> bool:
        return self._identity is not None and _identity(os.fstat(file.fileno())) != self._identity


def _body(source: object) -> ArchiveBody:
    if isinstance(source, Archive):
        if source.path is None:
            raise UsageError("the archive was not written to a file", help="pass the stream that contains it")
        return ArchiveBody(Path(source.path))
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
        return ArchiveBody._of_file(lambda: io.BytesIO(data))
    if isinstance(source, str | os.PathLike):
        if not os.fspath(source):
            raise UsageError("the path of the archive is empty")
        return ArchiveBody(Path(source))
    if isinstance(source, Streamed):
        with source.file() as file:
            return _spooled(file)
    if isinstance(source, Readable):
        return _spooled(source)
    message = f"the archive is a path, bytes, an Archive, a Stream or a binary file, not {type(source).__name__}"
    raise UsageError(message)


def _spooled(source: Readable) -> ArchiveBody:
    """Copy a file object to an unnamed temporary file, from its current position to its end."""
    try:
        with tempfile.TemporaryFile() as spool:
            while piece := source.read(1 << 20):
                spool.write(piece)
            spool.flush()
            descriptor = os.dup(spool.fileno())
    except TypeError:
        raise UsageError("the archive's file is open in text mode", help='open it with the mode "rb"') from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise PackError(f"cannot read the archive: {reason or error}") from None

    def reopen() -> IO[bytes]:
        file = os.fdopen(os.dup(descriptor), "rb", buffering=0)
        file.seek(0)
        return file

    body = ArchiveBody._of_file(reopen)
    weakref.finalize(body, os.close, descriptor)
    return body


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
