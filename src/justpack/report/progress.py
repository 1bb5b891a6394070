"""Output of progress on stderr: a progress bar on a terminal, plain lines otherwise.

rich is imported only if stderr is a terminal.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from justpack.model import Progress
from justpack.report.sizes import human
from justpack.report.style import inert, safe

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


PATIENCE = 1.0
"""The seconds of packing before its progress is shown for the first time."""
AGAIN = 5.0
"""The seconds between two plain lines about the progress of packing."""
HEARTBEAT = 60.0
"""The seconds without output after which a long step writes a plain line."""
PACKING = "Packing"


class _Watch:
    """A stopwatch that starts at its first reading."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._began: float | None = None

    def seconds(self) -> float:
        now = self._now()
        if self._began is None:
            self._began = now
        return now - self._began


class Reporter:
    """Base class of the progress reporters; it shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def __call__(self, progress: Progress) -> None:
        """Show the progress of a step."""

    def end(self) -> None:
        """Remove the progress display from the terminal."""


class Plain(Reporter):
    """Writes a line to stderr for each new message, and a line every few seconds while files are packed.

    A long step adds a line a minute. Each wait and each repeated request is a line if `verbose`.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, *, verbose: bool = False) -> None:
        self._last = ""
        self._verbose = verbose
        self._now = now
        self._written = now()
        self._watch = _Watch(now)
        self._due = PATIENCE

    def __call__(self, progress: Progress) -> None:
        if progress.step == "pack":
            self._packing(progress)
            return
        line = safe(progress.message)
        waits = progress.step in ("wait", "retry")
        due = self._now() - self._written >= HEARTBEAT
        if waits and (self._verbose or due):
            self._write(line)
        elif not waits and line and line != self._last:
            self._last = line
            size = f" ({human(progress.total)})" if progress.total and not progress.done else ""
            self._write(f"{line}{size}")
        elif not waits and due and progress.done and progress.total:
            self._write(f"{line}: {human(progress.done)} of {human(progress.total)}")

    def _write(self, line: str) -> None:
        self._written = self._now()
        with contextlib.suppress(OSError):  # a reader of stderr that ends does not end the step
            print(inert(line), file=sys.stderr, flush=True)  # noqa: T201

    def _packing(self, progress: Progress) -> None:
        seconds = self._watch.seconds()
        if seconds >= self._due and progress.done is not None and progress.total:
            self._due = seconds + AGAIN
            rate = human(round(progress.done / seconds))
            line = f"{PACKING}: {human(progress.done)} of {human(progress.total)}, {rate}/s"
            self._write(line)


class Live(Reporter):
    """Shows a progress bar on a terminal. Each wait and each repeated request is a line above it if `verbose`."""

    def __init__(self, *, color: bool, verbose: bool = False, now: Callable[[], float] = time.monotonic) -> None:
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
        self._verbose = verbose
        self._console = console
        self._watch = _Watch(now)

    def __call__(self, progress: Progress) -> None:
        message = safe(progress.message)
        if progress.step == "pack":
            # Each call has the name of another file as its message, but all files share one progress bar, which is not
            # shown if packing is fast.
            message = PACKING
            if self._watch.seconds() < PATIENCE:
                return
        if progress.step in ("wait", "retry"):
            if self._verbose:
                self._console.print(message, markup=False, highlight=False, soft_wrap=True)
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


def reporter(*, quiet: bool, color: bool, verbose: bool = False) -> Reporter:
    """Return the reporter for the present stderr: none with `quiet`, a bar on a terminal, plain lines otherwise."""
    if quiet:
        return Reporter()
    return Live(color=color, verbose=verbose) if sys.stderr.isatty() else Plain(verbose=verbose)
