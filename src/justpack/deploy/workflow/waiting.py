"""The waits between two attempts. Each wait is an event, so that a caller can show why nothing happens."""

from __future__ import annotations

from justpack.deploy.http.limits import backoff
from justpack.deploy.http.protocol import Outcome, Steps, Wait
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.refusals import describe, request_of, wait_asked


def pause(run: Run, attempt: int, doing: str, outcome: Outcome) -> Steps[None]:
    """Wait after the `attempt`-th failure, counted from 0, at least as long as the service asked for.

    Raises TryLaterError immediately if the wait would end after the deadline.
    """
    run.cause = describe(run, outcome)
    asked = wait_asked(outcome, run)
    seconds = max(backoff(attempt, run.random()), asked or 0.0)
    if seconds >= run.remaining:
        raise run.late(doing, retry_after=asked)
    retry(run, doing, outcome, seconds)
    yield Wait(seconds, doing)


def retry(run: Run, doing: str, outcome: Outcome, seconds: float) -> None:
    """Report that a request failed and is sent again after a number of seconds."""
    message = f"{doing[0].upper()}{doing[1:]}: {describe(run, outcome)}; next try in {_shown(seconds)}"
    host = outcome.host or None
    run.notify("retry", message, host=host, seconds=seconds, request_id=request_of(run, outcome))


def wait(run: Run, doing: str, reason: str, seconds: float) -> None:
    """Report that the client waits for something that takes its time, without a failure."""
    elapsed = f"{max(run.elapsed, 0.0):.0f} s"
    message = f"{doing[0].upper()}{doing[1:]} ({reason}) for {elapsed}; next look in {_shown(seconds)}"
    run.notify("wait", message, host=run.address.host, seconds=seconds)


def _shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
