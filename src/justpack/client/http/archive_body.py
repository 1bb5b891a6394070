"""The body of an upload: opened once, read from the start for each attempt, and compared with what was checked."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import threading
import weakref
import zipfile
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Protocol, TypeAlias, runtime_checkable

from justpack.client.http.address import check_sha256
from justpack.errors import PackError, UsageError
from justpack.model import Archive
from justpack.tree.safe_fs import given_file

BLOCK = 1 << 20
"""The number of bytes that are read and hashed at a time."""


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
    """The file has changed since it was checked. Raised before its last bytes are sent, so that no store keeps them."""


class ArchiveBody:
    """A finished archive with a known size, which can be read several times from the start.

    With `sha256`, the last block is given only if the digest of all blocks is this one.
    """

    def __init__(self, file: IO[bytes], sha256: str | None = None) -> None:
        self._file = file
        self._turn = threading.Lock()
        self.sha256 = sha256
        self._before = self._state()
        self.size = file.seek(0, os.SEEK_END)
        """The size of the archive in bytes."""
        weakref.finalize(self, file.close)
        self.close = file.close

    @staticmethod
    def of(source: ArchiveSource, sha256: str | None = None) -> ArchiveBody:
        """Return the body for a path, bytes, an `Archive`, a stream or a binary file object.

        A stream or a file object is copied to a temporary file first. Raises UsageError if the value is not one of
        these or is not a zip archive, and PackError if it cannot be read or is not the `Archive` any more.
        """
        check_sha256(sha256)
        body = ArchiveBody(_opened(source), source.sha256 if isinstance(source, Archive) else sha256)
        if isinstance(source, Archive) and body.size != source.size:
            raise PackError("the archive changed after it was packed", path=Path(str(source.path)).name)
        if not zipfile.is_zipfile(body._file):
            empty = "it is empty; a file object is read from its position, so call its `seek(0)` first"
            help_ = "pack the folder with `justpack.pack` first" if body.size else empty
            raise UsageError("the archive is not a zip file", help=help_)
        return body

    def blocks(self) -> Iterator[bytes]:
        """Yield the content from the start in blocks. Raises ArchiveChanged if the file changed or is unreadable."""
        digest, sent = hashlib.sha256(), 0
        while sent < self.size:
            block = self._read(sent, min(BLOCK, self.size - sent))
            sent += len(block)
            if self.sha256 is not None:
                digest.update(block)
            # The file is checked before the last block is sent, because a store discards an incomplete body.
            if not block or (sent == self.size and self._state() != self._before):
                raise ArchiveChanged("it was written to while it was uploaded")
            if sent == self.size and self.sha256 not in (None, digest.hexdigest()):
                raise ArchiveChanged("its sha256 is not the one that was checked")
            yield block

    def blocks_ahead(self) -> Generator[Future[bytes], None, None]:
        """Yield each block as the result of a thread that reads and hashes one block ahead; it is empty at the end.

        No exit of the interpreter waits for the thread, which may be in a read that takes long. If the system allows no
        more threads, each block is read when it is needed.
        """
        blocks, asked = self.blocks(), SimpleQueue[Future[bytes] | None]()

        def fill(block: Future[bytes]) -> None:
            if block.set_running_or_notify_cancel():
                try:
                    block.set_result(next(blocks, b""))
                except BaseException as error:  # noqa: BLE001 raised where the block is used
                    block.set_exception(error)

        def read() -> None:
            for block in iter(asked.get, None):
                fill(block)

        try:
            threading.Thread(target=read, name="justpack-upload", daemon=True).start()
        except RuntimeError:
            while True:
                ahead = Future[bytes]()
                fill(ahead)
                yield ahead
        try:
            ahead = Future[bytes]()
            asked.put(ahead)
            while True:
                block, ahead = ahead, Future[bytes]()
                asked.put(ahead)
                yield block
        finally:
            ahead.cancel()
            asked.put(None)

    def _read(self, position: int, count: int) -> bytes:
        try:
            with self._turn:  # an attempt that was given up can still read in a thread of its own
                self._file.seek(position)
                return self._file.read(count)
        except OSError as error:
            raise ArchiveChanged(error.strerror or type(error).__name__) from None

    def _state(self) -> tuple[int, int] | None:
        """Return the size and the time of the last change; None for bytes."""
        if isinstance(self._file, io.BytesIO):
            return None
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns


def _opened(source: object) -> IO[bytes]:
    """Return the file of a source, opened once."""
    if isinstance(source, Archive):
        if source.path is None:
            raise UsageError("the archive was not written to a file", help="pass the stream that contains it")
        source = source.path
    if isinstance(source, zipfile.ZipFile):  # its `read` returns the content of one entry
        raise UsageError("the archive is an open ZipFile", help="close it, and pass its path or its file")
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(bytes(source))
    path = Path(os.fsdecode(source)) if isinstance(source, str | os.PathLike) and os.fspath(source) else None
    try:
        if path is not None:
            return _file(path)
        if isinstance(source, Streamed):
            with source.file() as file:
                return _spooled(file)
        if isinstance(source, Readable):
            return _spooled(source)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        message = f"cannot read the archive: {reason or error}"
        raise PackError(message, path=None if path is None else path.name) from None
    if isinstance(source, str | os.PathLike):
        raise UsageError("the path of the archive is empty")
    message = f"the archive is a path, bytes, an Archive, a Stream or a binary file, not {type(source).__name__}"
    raise UsageError(message)


def _file(path: Path) -> IO[bytes]:
    with contextlib.suppress(IsADirectoryError):
        file = given_file.opened(path, 0)
        if file is not None:
            return file
    raise PackError("the archive is not a regular file", path=path.name)


def _spooled(source: Readable) -> IO[bytes]:
    """Copy a file object to an unnamed temporary file, from its current position to its end."""
    try:
        spool = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 closed by the body
    except OSError as error:
        raise PackError(f"no temporary file can be made: {error.strerror or error}", help="set TMPDIR") from None
    with contextlib.ExitStack() as stack:
        stack.callback(spool.close)
        try:
            while piece := source.read(BLOCK):
                view = memoryview(piece)
                while view:
                    view = view[spool.write(view) :]
        except (TypeError, io.UnsupportedOperation):
            message = "the archive's file is not open for reading in binary mode"
            raise UsageError(message, help='open it with the mode "rb"') from None
        stack.pop_all()
    return spool
