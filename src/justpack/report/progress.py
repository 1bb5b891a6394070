"""How is progress shown: a live line on a terminal, plain lines elsewhere?

rich is imported only where a terminal is attached.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from justpack.model import Progress
from justpack.report.sizes import human
from justpack.report.style import safe

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


PATIENCE = 1.0
"""Seconds that packing may take before anything is said of it."""
AGAIN = 5.0
"""Seconds between two plain lines about it."""
PACKING = "Packing"


class _Watch:
    """Seconds since it was first looked at."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._began: float | None = None

    def seconds(self) -> float:
        now = self._now()
        if self._began is None:
            self._began = now
        return now - self._began


class Reporter:
    """Says nothing; the base of those that speak."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def __call__(self, progress: Progress) -> None:
        """Take note of how far a step is."""

    def end(self) -> None:
        """Leave the terminal as it was."""


class Plain(Reporter):
    """One line on stderr for each new message, and one now and then while files are packed."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._last = ""
        self._watch = _Watch(now)
        self._due = PATIENCE

    def __call__(self, progress: Progress) -> None:
        if progress.step == "pack":
            self._packing(progress)
            return
        line = safe(progress.message)
        if line and line != self._last:
            self._last = line
            size = f" ({human(progress.total)})" if progress.total and not progress.done else ""
            print(f"{line}{size}", file=sys.stderr, flush=True)  # noqa: T201

    def _packing(self, progress: Progress) -> None:
        seconds = self._watch.seconds()
        if seconds >= self._due and progress.done is not None and progress.total:
            self._due = seconds + AGAIN
            rate = human(round(progress.done / seconds))
            line = f"{PACKING}: {human(progress.done)} of {human(progress.total)}, {rate}/s"
            print(line, file=sys.stderr, flush=True)  # noqa: T201


class Live(Reporter):
    """A bar that moves, on a terminal."""

    def __init__(self, *, color: bool, now: Callable[[], float] = time.monotonic) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, SpinnerColumn, TextColumn, TransferSpeedColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True, no_color=not color)
        self._spin: Bar = Bar(SpinnerColumn(), TextColumn("{task.description}", markup=False), console=console)
        self._bytes: Bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=console,
        )
        self._active: tuple[Bar, TaskID, str] | None = None
        self._watch = _Watch(now)

    def __call__(self, progress: Progress) -> None:
        message = safe(progress.message)
        if progress.step == "pack":
            # It names a file at each call; the bar is one, and most packing is over before one is wanted.
            message = PACKING
            if self._watch.seconds() < PATIENCE:
                return
        bar = self._bytes if progress.total else self._spin
        if self._active is None or self._active[0] is not bar or self._active[2] != message:
            self.end()
            task = bar.add_task(message, total=progress.total)
            self._active = (bar, task, message)
            bar.start()
        if progress.done is not None:
            bar.update(self._active[1], completed=progress.done)

    def end(self) -> None:
        if self._active is not None:
            bar, task, _ = self._active
            bar.stop()
            bar.remove_task(task)
            self._active = None


def reporter(*, quiet: bool, color: bool) -> Reporter:
    """What fits where stderr leads."""
    if quiet:
        return Reporter()
    return Live(color=color) if sys.stderr.isatty() else Plain()
