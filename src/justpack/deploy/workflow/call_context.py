"""The context that all steps of one call share: address, clock, deadline, state and progress callback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from justpack.deploy.http.address import Address
from justpack.deploy.http.limits import ANSWER, Timeouts
from justpack.deploy.http.protocol import Request
from justpack.deploy.http.redact import Redactor
from justpack.deploy.workflow.progress_state import DeployState
from justpack.errors import TryLaterError
from justpack.model import Progress

OnEvent = Callable[[Progress], None]
Event = Literal["conflict", "create", "upload", "build", "ready", "wait", "retry"]


class Known(TypedDict):
    """The facts about a deployment that each `ServiceError` contains."""

    build_id: str | None
    stage: str | None
    resume: str | None


@dataclass(slots=True)
class Run:
    """One call of a client, from start to end."""

    address: Address
    redactor: Redactor
    clock: Callable[[], float]
    """Returns monotonic time in seconds."""
    random: Callable[[], float]
    """Returns uniformly distributed numbers in [0, 1)."""
    timeouts: Timeouts
    timeout: float
    """The time limit of the whole call in seconds."""
    started: float
    state: DeployState
    on_event: OnEvent | None = None
    cause: str | None = None
    """The last failure in words, for the message at the deadline."""

    @property
    def known(self) -> Known:
        """The facts about the deployment that each error contains."""
        return {"build_id": self.state.build_id, "stage": self.state.stage, "resume": self.state.resume()}

    @property
    def elapsed(self) -> float:
        return self.clock() - self.started

    @property
    def remaining(self) -> float:
        return self.timeout - self.elapsed

    def get(self, *parts: str, doing: str, most: int = ANSWER) -> Request:
        """Build a GET request for a path of the project. Raises TryLaterError if the deadline has passed."""
        return Request("GET", self.address.path(*parts), self._limit(doing), most=most)

    def post(self, *parts: str, body: Mapping[str, str], doing: str) -> Request:
        """Build a POST request for a path of the project. Raises TryLaterError if the deadline has passed."""
        return Request("POST", self.address.path(*parts), self._limit(doing), body)

    def _limit(self, doing: str) -> float:
        return min(self.timeouts.request, self.time_left(doing))

    def time_left(self, doing: str) -> float:
        """Return the seconds until the deadline. Raises TryLaterError if the deadline has passed."""
        if self.remaining <= 0:
            raise self.late(doing)
        return self.remaining

    def late(self, doing: str, *, retry_after: float | None = None) -> TryLaterError:
        """Return the error for a deadline that has passed, or that is earlier than the end of a required wait."""
        asked = "" if retry_after is None else f"; the service asks for {retry_after:.0f} s more"
        cause = f"; the last cause: {self.cause}" if self.cause else ""
        return TryLaterError(
            f"stopped after {max(self.elapsed, 0.0):.0f} of {self.timeout:.0f} s while {doing}{asked}{cause}",
            help=self.state.advice() or "try again, with a longer --timeout if the service is slow",
            retry_after=retry_after,
            **self.known,
        )

    def notify(
        self,
        step: Event,
        message: str,
        *,
        done: int | None = None,
        total: int | None = None,
        status: str | None = None,
        host: str | None = None,
        seconds: float | None = None,
        request_id: str | None = None,
    ) -> None:
        """Call the progress callback, if there is one."""
        if self.on_event is not None:
            self.on_event(Progress(step, message, done, total, status, host, seconds, request_id))
