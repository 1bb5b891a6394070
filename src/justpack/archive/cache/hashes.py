"""Computes the hashes of a file in a thread while the file is being written.

The thread reads back the bytes that are written and syncs the file at the end. The hashes are therefore those of the
bytes in the file, and the writer rarely waits for them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from justpack.archive.cache.cache_index import BLOCK
from justpack.archive.reading import read_into

_SYNCED = 8 << 20
"""Number of bytes after which the file is synced while it is written, so that little is left to sync at its end."""


class Hashes:
    """The sha256 of a file that is being written and, with `with_blocks`, the sha256 of each block.

    Use it as a context manager.
    """

    def __init__(
        self, descriptor: int, *, with_blocks: bool, sync: bool, feed: Callable[[bytes], None] | None = None
    ) -> None:
        """`sync`: whether the file is also synced to disk. `feed` is called with each block, in order."""
        self.whole = hashlib.sha256()
        self.blocks: list[bytes] = []
        self._descriptor, self._with_blocks, self._sync = descriptor, with_blocks, sync
        self._buffer, self._feed = bytearray(BLOCK), feed
        self._at = 0
        self._synced = 0
        """The offset up to which the file is synced."""
        self._announced = 0
        self._reached: SimpleQueue[tuple[int, bool] | None] = SimpleQueue()
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = threading.Thread(target=self._follow, daemon=True)
        try:
            self._thread.start()
        except (RuntimeError, MemoryError):
            self._thread = None  # the system allows no more threads: `wait` does the work

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None and self._thread is not None:
            self._reached.put(None)
            self._thread.join()

    def reach(self, offset: int, *, last: bool = False) -> None:
        """Report the offset up to which the file is written; `last`: the file is complete."""
        if last or offset - self._announced >= BLOCK:
            self._announced = offset
            self._reached.put((offset, last))

    def wait(self) -> None:
        """Wait until the file is hashed and synced, or the work is given up. Raises OSError if reading or syncing
        failed.
        """
        if self._thread is None:
            self._follow()
        else:
            self._thread.join()
        if self._error is not None:
            raise self._error

    def _follow(self) -> None:
        try:
            while (reached := self._reached.get()) is not None:
                offset, last = reached
                while self._at + BLOCK <= offset or (last and self._at < offset):
                    self._take(offset)
                    if self._sync and not last and self._at - self._synced >= _SYNCED:
                        self._synced = self._at
                        _sync_data(self._descriptor)
                if last:
                    if self._sync:
                        os.fsync(self._descriptor)
                    return
        except BaseException as error:  # noqa: BLE001 (raised by `wait`)
            self._error = error

    def _take(self, offset: int) -> None:
        size = read_into(self._descriptor, self._buffer, self._at)
        if self._at + size < min(offset, self._at + BLOCK):
            raise OSError(errno.EIO, "it was cut short while it was written")
        with memoryview(self._buffer) as buffer, buffer[:size] as block:
            self.whole.update(block)
            if self._with_blocks:
                self.blocks.append(hashlib.sha256(block).digest())
            if self._feed is not None:
                self._feed(bytes(block))
        self._at += size


def _sync_data(descriptor: int) -> None:
    if hasattr(os, "fdatasync"):  # not on Windows and macOS
        os.fdatasync(descriptor)
