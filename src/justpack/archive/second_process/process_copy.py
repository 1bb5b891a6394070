"""A copy of this process (fork) that answers requests while this process works too.

Threads of one process share the interpreter lock; a copy has its own. It needs no start and no input but two numbers
for each request, because it has everything in memory that this process had. If it fails in any way, it ends without a
message, and this process does the work.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import NoReturn, Self

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_REQUEST = struct.Struct("<2Q")
_PIPE_SIZE = 1 << 20
"""Size in bytes of the pipe for answers, so that the copy rarely waits until an answer is read."""
_SET_PIPE_SIZE = 1031
"""F_SETPIPE_SZ of Linux."""


class CopyEndedError(Exception):
    """Raised if the copy has ended."""


def available() -> bool:
    """Return whether this process can be copied and a second CPU can run the copy.

    A process with more than one thread cannot: a lock that another thread holds is never released in the copy.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return len(os.sched_getaffinity(0)) > 1 and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


class ProcessCopy:
    """A copy of this process. Leaving the context ends the copy. If it cannot be made, it counts as ended."""

    def __init__(self, answer: Callable[[int, int], Iterable[bytes]]) -> None:
        """`answer` is called in the copy with the two numbers of a request and returns the pieces of the answer."""
        self._answer = answer
        self._process = self._requests = self._answers = -1

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
        process, self._process = self._process, -1
        if process >= 0:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
            with suppress(OSError):  # the system has removed it already if SIGCHLD is ignored
                os.waitpid(process, 0)
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
        parent = os.getpid()
        # No signal may raise its exception in the copy, which would then clean up what belongs to this process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.Signals[name] for name in _SIGNALS])
        try:
            process = os.fork()
            if not process:
                self._run(requests, answers, before)
            self._process = process
        finally:
            if os.getpid() == parent:
                os.close(requests)
                os.close(answers)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _run(self, requests: int, answers: int, before: Iterable[int]) -> NoReturn:
        """Answer requests in the copy until the process that was copied closes its end of the pipe or dies."""
        try:
            gc.disable()
            for name in _SIGNALS:  # the process that was copied ends this one
                number = signal.Signals[name]
                signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(self._requests)
            os.close(self._answers)
            _enlarge(answers)
            while len(request := os.read(requests, _REQUEST.size)) == _REQUEST.size:
                for piece in self._answer(*_REQUEST.unpack(request)):
                    left = memoryview(piece)
                    while left:
                        left = left[os.write(answers, left) :]
        finally:
            os._exit(0)


def _enlarge(pipe: int) -> None:
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_SIZE)
