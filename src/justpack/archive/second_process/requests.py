"""Requests to a copy of this process, which it answers in their order.

A request is two numbers. If the copy fails in any way, it ends without a message, and this process does the work.
"""

from __future__ import annotations

import gc
import os
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from justpack.process_copy import ProcessCopy

_REQUEST = struct.Struct("<2Q")
_PIPE_SIZE = 1 << 20
"""Size in bytes of the pipe for answers, so that the copy rarely waits until an answer is read."""
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux."""


class CopyEndedError(Exception):
    """Raised if the copy has ended."""


class AnsweringCopy:
    """A copy of this process. Leaving the context ends the copy. If it cannot be made, it counts as ended."""

    def __init__(self, answer: Callable[[int, int], Iterable[bytes]]) -> None:
        """`answer` is called in the copy with the two numbers of a request and returns the pieces of the answer."""
        self._answer = answer
        self._copy = ProcessCopy()
        self._requests = self._answers = -1

    def __enter__(self) -> Self:
        try:
            self._start()
        except OSError:
            self.close()  # no more processes or descriptors
        except BaseException:  # a signal that was held back while the copy was made
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the copy."""
        self._copy.end()
        for descriptor in (self._requests, self._answers):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._answers = -1

    def ask(self, first: int, second: int) -> None:
        """Send a request. Raises CopyEndedError."""
        try:
            os.write(self._requests, _REQUEST.pack(first, second))
        except OSError:
            raise CopyEndedError from None

    def read(self, size: int) -> bytes:
        """Return the next bytes of the answers, which come in the order of the requests. Raises CopyEndedError."""
        parts = []
        try:
            while size:
                part = os.read(self._answers, size)
                if not part:
                    raise CopyEndedError
                parts.append(part)
                size -= len(part)
        except OSError:
            raise CopyEndedError from None
        return b"".join(parts)

    def _start(self) -> None:
        requests, self._requests = os.pipe()
        try:
            self._answers, answers = os.pipe()
        except BaseException:
            os.close(requests)
            raise
        try:
            self._copy.start(lambda: self._run(requests, answers))
        finally:
            os.close(requests)
            os.close(answers)

    def _run(self, requests: int, answers: int) -> None:
        """Answer requests in the copy until the process that was copied closes its end of the pipe or dies."""
        gc.disable()
        os.close(self._requests)
        os.close(self._answers)
        _enlarge(answers)
        while len(request := os.read(requests, _REQUEST.size)) == _REQUEST.size:
            for piece in self._answer(*_REQUEST.unpack(request)):
                left = memoryview(piece)
                while left:
                    left = left[os.write(answers, left) :]


def _enlarge(pipe: int) -> None:
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_SIZE)
