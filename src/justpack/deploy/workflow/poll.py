"""Polling of a build until it is ready, has failed, or the deadline has passed."""

from __future__ import annotations

from typing import Literal

from justpack.deploy.http.limits import MISSING, poll_interval
from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome, Steps, Wait, ask
from justpack.deploy.workflow.builds import ENDED, build_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.calls import understood
from justpack.deploy.workflow.refusals import describe, gave_up, is_transient, refused, wait_asked
from justpack.deploy.workflow.waiting import retry, wait
from justpack.model import Build


def until_ended(run: Run, id: str, *, step: Literal["build", "conflict"], known: float | None) -> Steps[Build | None]:
    """Poll a build until its status is `ready` or `error`; return None if the service does not know the build.

    A failed poll does not affect the build, so temporary failures are retried until the deadline. `known` is the time
    of the client's clock at which the service last mentioned the build, or None. For `MISSING` seconds after that
    time, a 404 is retried, because a server of the service may not know a new build yet.

    Raises RefusedError if the service refuses the request, for example with 401 or 403, and TryLaterError at the
    deadline.
    """
    doing = "waiting for the build" if step == "build" else f"waiting for build {id}, which is in progress on the stage"
    began = run.clock()
    seen: str | None = None
    while True:
        outcome = yield from ask(run.get("builds", id, doing=doing))
        build = understood(outcome, lambda document: build_from(document.child("build"), run.redactor, id=id))
        if build is not None:
            known = run.clock()
            if build.status != seen:
                seen = build.status
                run.notify(step, f"Build {id}: {seen or 'no status'}", status=seen)
            if build.status in ENDED:
                return build
        elif isinstance(outcome, HttpResponse) and not is_transient(outcome):
            if outcome.status != 404:
                raise refused(run, outcome, doing)
            if known is None or run.clock() - known >= MISSING:
                return None
        elif isinstance(outcome, Failure) and outcome.final:
            raise gave_up(run, outcome, doing)
        yield from _until_next(run, run.clock() - began, outcome, doing, build)


def _until_next(run: Run, elapsed: float, outcome: Outcome, doing: str, build: Build | None) -> Steps[None]:
    run.cause = None if build is not None else describe(run, outcome)
    asked = wait_asked(outcome, run)
    if asked is not None and asked >= run.remaining:
        raise run.late(doing, retry_after=asked)
    seconds = max(poll_interval(elapsed, run.random()), asked or 0.0)
    seconds = min(seconds, run.time_left(doing))
    if build is None:
        retry(run, doing, outcome, seconds)
    else:
        wait(run, doing, build.status or "no status", seconds)
    yield Wait(seconds, doing)
