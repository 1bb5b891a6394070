"""What do all steps of one call share: its address, its clock, its deadline, its trail?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from justpack.deploy.http.address import Address
from justpack.deploy.http.limits import Timeouts, backoff
from justpack.deploy.http.protocol import Request, Steps, Wait
from justpack.deploy.http.redact import Redactor
from justpack.deploy.workflow.progress_state import DeployState
from justpack.errors import TryLaterError
from justpack.model import Progress

OnEvent = Callable[[Progress], None]
Event = Literal["conflict", "create", "upload", "build", "ready"]


@dataclass(slots=True)
class Run:
    """One call from its start to its end."""

    address: Address
    redactor: Redactor
    clock: Callable[[], float]
    """Monotonic seconds."""
    chance: Callable[[], float]
    """Evenly distributed in [0, 1)."""
    timeouts: Timeouts
    patience: float
    """Seconds that the call may take as a whole."""
    started: float
    trail: DeployState
    on_event: OnEvent | None = None

    @property
    def elapsed(self) -> float:
        return self.clock() - self.started

    @property
    def remaining(self) -> float:
        return self.patience - self.elapsed

    def get(self, *parts: str, doing: str) -> Request:
        """A GET below the project. Errors: TryLaterError where no time is left for it."""
        return Request("GET", self.address.path(*parts), self._limit(doing))

    def post(self, *parts: str, body: Mapping[str, str], doing: str) -> Request:
        """A POST below the project. Errors: TryLaterError where no time is left for it."""
        return Request("POST", self.address.path(*parts), self._limit(doing), body)

    def _limit(self, doing: str) -> float:
        return min(self.timeouts.request, self.time_left(doing))

    def time_left(self, doing: str) -> float:
        """Seconds until the deadline. Errors: TryLaterError where it has passed."""
        if self.remaining <= 0:
            raise self.late(doing)
        return self.remaining

    def late(self, doing: str, *, retry_after: float | None = None) -> TryLaterError:
        """The error that says: the deadline has come, or comes before what we would have to wait for."""
        asked = "" if retry_after is None else f"; the service asks for {retry_after:.0f} s more"
        return TryLaterError(
            f"Stopped after {max(self.elapsed, 0.0):.0f} of {self.patience:.0f} s while {doing}{asked}",
            help=self.trail.advice() or "Try again, with a longer --timeout where the service is slow",
            build_id=self.trail.build_id,
            retry_after=retry_after,
        )

    def pause(self, attempt: int, doing: str, *, retry_after: float | None = None) -> Steps[None]:
        """Waits after the `attempt`-th failure (from 0), at least as long as the service asked for.

        Errors: TryLaterError at once where the deadline comes first; waiting for it would help nobody.
        """
        seconds = max(backoff(attempt, self.chance()), retry_after or 0.0)
        if seconds >= self.remaining:
            raise self.late(doing, retry_after=retry_after)
        yield Wait(seconds, doing)

    def tell(
        self, step: Event, message: str, *, done: int | None = None, total: int | None = None, status: str | None = None
    ) -> None:
        """Hands one event to the caller."""
        if self.on_event is not None:
            self.on_event(Progress(step, message, done=done, total=total, status=status))
