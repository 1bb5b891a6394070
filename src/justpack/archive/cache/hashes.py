"""Which hashes does a file have, by the time it is written?

A thread follows the writer, reads back what will not change any more, and syncs the file at its end: so the hashes are
of what the file holds, not of what was meant, and hardly anybody waits for them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from justpack.archive.cache.cache_index import BLOCK
from justpack.archive.engine import block_sum
from justpack.archive.reading import read_into


class Hashes:
    """The sha256 of a file that is being written and, if asked for, of each block a sum. A context around that."""

    def __init__(self, descriptor: int, *, with_blocks: bool, sync: bool) -> None:
        """`sync`: whether the whole file is synced too."""
        self.whole = hashlib.sha256()
        self.blocks: list[bytes] = []
        self._descriptor, self._with_blocks, self._sync = descriptor, with_blocks, sync
        self._buffer = bytearray(BLOCK)
        self._at = 0
        self._told = 0
        self._reached: SimpleQueue[tuple[int, bool] | None] = SimpleQueue()
        self._error: OSError | None = None
        self._thread: threading.Thread | None = threading.Thread(target=self._follow, daemon=True)
        try:
            self._thread.start()
        except (RuntimeError, MemoryError):
            self._thread = None  # the system gives no more of them: the work is done at the end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None and self._thread is not None:
            self._reached.put(None)
            self._thread.join()

    def reach(self, offset: int, *, last: bool = False) -> None:
        """Say up to where the file will not change any more; `last`: it is whole."""
        if last or offset - self._told >= BLOCK:
            self._told = offset
            self._reached.put((offset, last))

    def wait(self) -> None:
        """Until it is whole and synced, or given up. Raises OSError where it could not be read or synced."""
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
                if last:
                    if self._sync:
                        os.fsync(self._descriptor)
                    return
        except OSError as error:
            self._error = error

    def _take(self, offset: int) -> None:
        size = read_into(self._descriptor, self._buffer, self._at)
        if self._at + size < min(offset, self._at + BLOCK):
            raise OSError(errno.EIO, "it was cut short while it was written")
        with memoryview(self._buffer) as buffer, buffer[:size] as block:
            self.whole.update(block)
            if self._with_blocks:
                self.blocks.append(block_sum(block))
        self._at += size
