"""A copy of this process (fork) that works at the same time.

Threads of one process share the interpreter lock; a copy has its own. It needs no start and no input, because it has
everything in memory that this process had.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


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
    """A copy of this process, once it is started. Whoever starts it must end it or wait for it."""

    def __init__(self) -> None:
        self._process = -1

    @property
    def started(self) -> bool:
        """Whether the copy was started, and neither ended nor waited for."""
        return self._process >= 0

    def start(self, work: Callable[[], None]) -> None:
        """Start a copy that does the work. It ends without a message, with the status 1 if an exception ends the work.

        Raises OSError if there are no more processes, and what a signal raises that was held back meanwhile: then the
        copy may have been started.
        """
        parent = os.getpid()
        # No signal may raise its exception in the copy, which would then clean up what belongs to this process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.Signals[name] for name in _SIGNALS])
        try:
            process = os.fork()
            if not process:
                _run(work, before)
            self._process = process
        finally:
            if os.getpid() == parent:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def end(self) -> None:
        """End the copy, if it was started."""
        if self.started:
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
            self.wait()

    def wait(self) -> None:
        """Wait until the copy has ended by itself."""
        process, self._process = self._process, -1
        with suppress(OSError):  # the system has removed it already if SIGCHLD is ignored
            os.waitpid(process, 0)


def _run(work: Callable[[], None], before: Iterable[int]) -> NoReturn:
    """Do the work in the copy."""
    code = 1
    try:
        for name in _SIGNALS:  # the process that was copied ends this one
            number = signal.Signals[name]
            signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        work()
        code = 0
    finally:
        os._exit(code)
