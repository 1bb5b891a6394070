"""Turn INT, TERM and HUP into an exception, so that unfinished files are removed."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived. Not an Exception, so that no `except Exception` continues after it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class Interrupted(BaseException):
    """A signal ended a call of the service. Not an Exception, for the reason given in `Terminated`."""

    def __init__(self, exit_code: int, help: str | None, failure: Mapping[str, object]) -> None:
        super().__init__("interrupted")
        self.exit_code = exit_code
        self.help = help
        """A note about the build that remains on the service and how to continue, or None."""
        self.failure = failure
        """The facts about the deployment, in the form of the JSON contract."""


@contextmanager
def raising(*, ends: bool = False) -> Iterator[None]:
    """Raise KeyboardInterrupt for the first INT, Terminated for the first TERM or HUP, and ignore later signals.

    A signal that is ignored already (nohup) stays ignored. Outside the main thread Python allows no handlers, and
    nothing is changed. The previous handlers are restored at the end. If the process `ends` then, signals that are
    ignored after a first one stay ignored, because the exit code is that of the first.
    """
    before: dict[int, signal._HANDLER] = {}
    try:
        for number in _numbers():
            handler = signal.getsignal(number)
            if handler is not signal.SIG_IGN and handler is not None:
                signal.signal(number, _raise)
                before[number] = handler
    except ValueError:  # not in the main thread
        before.clear()
    try:
        yield
    finally:
        for taken, previous in before.items():
            if not ends or signal.getsignal(taken) is not signal.SIG_IGN:
                signal.signal(taken, previous)


def _numbers() -> list[signal.Signals]:
    return [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    """Handle a signal. A second signal must not stop the removal of unfinished files."""
    del frame
    for each in _numbers():
        if signal.getsignal(each) is _raise:
            signal.signal(each, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Terminated(number)
