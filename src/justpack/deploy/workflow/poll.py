"""How does a build end? Asked until it is ready, in error, or our time is over."""

from __future__ import annotations

from typing import Literal

from justpack.deploy.http.limits import MISSING, poll_interval
from justpack.deploy.http.protocol import Answer, Outcome, Steps, Wait, ask
from justpack.deploy.workflow.builds import ENDED, build_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.calls import understood
from justpack.deploy.workflow.refusals import is_transient, refused, wait_asked
from justpack.model import Build


def until_ended(run: Run, id: str, *, step: Literal["build", "conflict"], known: float | None) -> Steps[Build | None]:
    """Polls a build until it is `ready` or `error`; None where the service no longer knows it.

    A poll that fails says nothing about the build, so faults are waited out. `known` is the clock's time at which the
    service last spoke of the build, or None: for a while after it, not every one of its servers may know it.
    Errors: RefusedError for 401, 403 and other answers that will not change; TryLaterError at the deadline.
    """
    doing = "waiting for the build" if step == "build" else f"waiting for build {id}, which holds the stage"
    began = run.clock()
    seen: str | None = None
    while True:
        outcome = yield from ask(run.get("builds", id, doing=doing))
        build = understood(outcome, lambda document: build_from(document.child("build"), run.redactor, id=id))
        if build is not None:
            known = run.clock()
            if build.status != seen:
                seen = build.status
                run.tell(step, f"Build {id}: {seen or 'no status'}", status=seen)
            if build.status in ENDED:
                return build
        elif isinstance(outcome, Answer) and not is_transient(outcome):
            if outcome.status != 404:
                raise refused(run, outcome, doing)
            if known is None or run.clock() - known >= MISSING:
                return None
        yield from _until_next(run, run.clock() - began, outcome, doing)


def _until_next(run: Run, elapsed: float, outcome: Outcome, doing: str) -> Steps[None]:
    asked = wait_asked(outcome, run)
    if asked is not None and asked >= run.remaining:
        raise run.late(doing, retry_after=asked)
    seconds = max(poll_interval(elapsed, run.chance()), asked or 0.0)
    yield Wait(min(seconds, run.time_left(doing)), doing)
