"""Does a part of the work in a copy of this process (fork), at the same time as the rest.

Searching holds the interpreter lock, so a second thread would not help. A copy needs no start and gets no input: it has
the plan in memory. It only reads files, and answers with numbers through a pipe. If there is no copy, or it fails, the
caller does the work.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import NoReturn, Self

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_LENGTH = 8
"""The size in bytes of the length before an answer."""


def available() -> bool:
    """Whether this process can be copied and a second CPU can run the copy.

    A process with more than one thread cannot: a lock that another thread holds is never released in the copy.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return len(os.sched_getaffinity(0)) > 1 and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


class SecondProcess:
    """A copy of this process that does some of `count` tasks. Leaving the context ends the copy.

    The process takes tasks from the front and the copy from the back until they meet, so both end at the same time.
    They may both do the task at which they meet.
    """

    def __init__(self, count: int, work: Callable[[Iterator[int]], Sequence[int]]) -> None:
        self._work = work
        """Does tasks and returns numbers."""
        self._taken: array[int] | memoryview[int] = array("Q", [0, count])
        """The first task that the process did not take, and the first that the copy took. Both write here."""
        self._process = self._pipe = -1

    def __enter__(self) -> Self:
        try:
            self._start()
        except OSError:
            pass  # no more processes or descriptors: there is no answer
        except BaseException:  # a signal that was held back while the copy was made
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self._process >= 0:
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
            self._ended()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1
        self._taken = array("Q", self._taken)  # frees the memory that the processes share

    def front(self) -> Iterator[int]:
        """Yield the tasks for this process, in order: all, if there is no copy."""
        taken = self._taken
        while (task := taken[0]) < taken[1]:
            taken[0] = task + 1
            yield task

    @property
    def done(self) -> int:
        """The number of tasks that `front` has yielded."""
        return self._taken[0]

    def answer(self) -> Sequence[int] | None:
        """Wait for the numbers and return them, or None if there is no copy or it failed."""
        if self._process < 0:
            return None
        data = b""
        try:
            while chunk := os.read(self._pipe, 1 << 16):
                data += chunk
        except OSError:
            return None
        self._ended()
        found = array("Q")
        length, numbers = int.from_bytes(data[:_LENGTH], "little"), data[_LENGTH:]
        if len(data) < _LENGTH or len(numbers) != length:
            return None
        found.frombytes(numbers)
        return found

    def _start(self) -> None:
        import mmap  # few projects are large

        taken = memoryview(mmap.mmap(-1, 2 * _LENGTH)).cast("Q")
        taken[0], taken[1] = self._taken
        self._taken = taken
        self._pipe, answer = os.pipe()
        parent = os.getpid()
        # No signal may raise its exception in the copy, which would then clean up what belongs to this process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.Signals[name] for name in _SIGNALS])
        try:
            process = os.fork()
            if not process:
                self._run(answer, before, parent)
            self._process = process
        finally:
            if os.getpid() == parent:
                os.close(answer)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _run(self, answer: int, before: Iterable[int], parent: int) -> NoReturn:
        """Do the work in the copy."""
        code = 1
        try:
            for name in _SIGNALS:  # the process that is copied ends this one
                number = signal.Signals[name]
                signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(self._pipe)
            gc.freeze()  # a collection would copy the memory that the processes share
            numbers = array("Q", self._work(self._back(parent))).tobytes()
            left = memoryview(len(numbers).to_bytes(_LENGTH, "little") + numbers)
            while left and os.getppid() == parent:
                left = left[os.write(answer, left) :]
            code = 0
        finally:
            os._exit(code)

    def _ended(self) -> None:
        process, self._process = self._process, -1
        with suppress(OSError):  # the system has removed it already if SIGCHLD is ignored
            os.waitpid(process, 0)

    def _back(self, parent: int) -> Iterator[int]:
        """Yield the tasks for the copy until the process that was copied has ended."""
        taken = self._taken
        while (after := taken[1]) > taken[0] and os.getppid() == parent:
            taken[1] = after - 1
            yield after - 1
