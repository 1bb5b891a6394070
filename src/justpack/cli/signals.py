"""How does a signal end a run?"""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived. No Exception, so that nothing on the way takes it for an error and goes on."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def on_terminate(number: int, frame: FrameType | None) -> NoReturn:
    """The handler of SIGTERM."""
    del frame
    signal.signal(number, signal.SIG_IGN)  # a second one must not stop the tidying up
    raise Terminated(number)


on_hangup = on_terminate
"""The handler of SIGHUP."""
