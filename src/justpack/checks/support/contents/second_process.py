"""Does a part of the work in a copy of this process (fork), at the same time as the rest.

Searching holds the interpreter lock, so a second thread would not help. A copy needs no start and gets no input: it has
the plan in memory. It only reads files, and answers with numbers through a pipe. If there is no copy, or it fails, the
caller does the work.
"""

from __future__ import annotations

import gc
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

from justpack.process_copy import ProcessCopy

_LENGTH = 8
"""The size in bytes of the length before an answer."""


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
        self._copy = ProcessCopy()
        self._pipe = -1

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
        self._copy.end()
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
        if not self._copy.started:
            return None
        data = b""
        try:
            while chunk := os.read(self._pipe, 1 << 16):
                data += chunk
        except OSError:
            return None
        self._copy.wait()
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
        try:
            self._copy.start(lambda: self._answer(answer, parent))
        finally:
            os.close(answer)

    def _answer(self, pipe: int, parent: int) -> None:
        """Do the work in the copy."""
        os.close(self._pipe)
        gc.freeze()  # a collection would copy the memory that the processes share
        numbers = array("Q", self._work(self._back(parent))).tobytes()
        left = memoryview(len(numbers).to_bytes(_LENGTH, "little") + numbers)
        while left and os.getppid() == parent:
            left = left[os.write(pipe, left) :]

    def _back(self, parent: int) -> Iterator[int]:
        """Yield the tasks for the copy until the process that was copied has ended."""
        taken = self._taken
        while (after := taken[1]) > taken[0] and os.getppid() == parent:
            taken[1] = after - 1
            yield after - 1
