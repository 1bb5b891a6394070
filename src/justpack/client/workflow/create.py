"""Creation of exactly one build, even if responses are lost or other clients deploy at the same time.

A POST is not simply repeated. Its outcome belongs to one of a few cases, each with its own maximum number of
repetitions and with an action before the next attempt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from justpack.client.http.address import upload_problem
from justpack.client.http.secret import UploadUrl
from justpack.client.http.steps import Failure, Outcome, Request, Steps
from justpack.client.workflow import calls
from justpack.client.workflow.calls import ENDED, build_from, until_ended
from justpack.client.workflow.run import Run
from justpack.errors import BusyError, RefusedError, TryLaterError
from justpack.model import Build, Progress

OnConflict = Literal["wait", "fail"]
ON_CONFLICT: tuple[OnConflict, ...] = ("wait", "fail")
_DOING = "creating the build"


@dataclass(frozen=True, slots=True)
class Created:
    """A new build that waits for its archive, with the upload URL."""

    build: Build
    url: UploadUrl
    conflicts: int
    """The number of other builds that were awaited before."""
    at: float
    """The time of the creation on the client's monotonic clock, in seconds."""


class Case(Enum):
    """The outcome of a POST that did not return a usable build, by the retries that limit it."""

    UNSENT = "connects"
    """The connection failed, so nothing was sent."""
    THROTTLED = "throttles"
    """The service refused the request with 429."""
    BUSY = "conflicts"
    """The service refused the request with 409, because another build is in progress."""
    UNKNOWN = "creations"
    """A build may have been created: the response was lost, is invalid or is a 5xx."""


def new_build(run: Run, stage: str, *, on_conflict: OnConflict) -> Steps[Created]:
    """List the builds, then create a build.

    The list is needed to recognize the new build if the response of its creation is lost. It also verifies the keys
    before anything is changed.
    """
    run.state.stage = stage
    known = {build.id for build in (yield from calls.builds(run))}
    seen: Counter[Case] = Counter()
    held: Counter[str] = Counter()  # the number of 409 responses by the id of the build that they name
    while True:
        request = Request("POST", run.address.path("builds"), run.limit(_DOING), {"stage": stage})
        run.state.posting = True
        outcome = yield from run.ask(request)
        made = _made(run, outcome, seen[Case.BUSY])
        if made is not None:
            return made
        case = _case(run, outcome)
        run.state.posting = case is Case.UNKNOWN
        holder = _holder(run, outcome)
        if holder is not None and held[holder] and on_conflict == "wait":
            # The build has ended, and the service has not released the stage yet. The wait is limited by the deadline.
            yield from run.pause(held[holder] - 1, f"waiting for stage {stage}, which build {holder} held", outcome)
            held[holder] += 1
            continue
        seen[case] += 1
        last = seen[case] > getattr(run.settings.retries, case.value)
        if case is Case.BUSY:
            yield from _when_free(run, outcome, holder, stage, seen[case], last=last or on_conflict == "fail")
            if holder is not None:
                held[holder] = 1
        elif case is Case.UNKNOWN:
            yield from run.pause(seen[case] - 1, _DOING, outcome)
            yield from _when_known(run, stage, known, wait=on_conflict == "wait" and not last)
        if last:
            raise run.failed(outcome, _DOING, tries=seen[case])
        if case in (Case.UNSENT, Case.THROTTLED):
            yield from run.pause(seen[case] - 1, _DOING, outcome)


def _made(run: Run, outcome: Outcome, conflicts: int) -> Created | None:
    """Return the created build, or None. Raises RefusedError if its upload URL must not be used."""
    document = run.read(outcome)
    build = build_from(document.child("build")) if document is not None else None
    if document is None or build is None:
        return None
    run.state.build_id, run.state.posting = build.id, False
    url = UploadUrl(document.raw("url") or "")
    check_upload_url(run, url)
    run.notify(Progress("create", f"Build {build.id} created", status=build.status))
    return Created(build, url, conflicts, run.clock())


def check_upload_url(run: Run, url: UploadUrl) -> None:
    """Register the URL as a secret. Raises RefusedError if the URL must not be used."""
    problem = upload_problem(url, api_on_loopback=run.address.loopback)
    if problem is not None:
        raise run.error(RefusedError, f"the service sent an upload URL that is not used: {problem}")
    run.settings.redactor.learn(url)


def _case(run: Run, outcome: Outcome) -> Case:
    """Classify the outcome. Raises RefusedError or TryLaterError if a further attempt cannot succeed."""
    if outcome.status == 409:
        return Case.BUSY
    if outcome.status == 429:
        return Case.THROTTLED
    if outcome.final:
        run.state.posting = False
        raise run.failed(outcome, _DOING)
    return Case.UNSENT if isinstance(outcome, Failure) and outcome.kind == "connect" else Case.UNKNOWN


def _holder(run: Run, outcome: Outcome) -> str | None:
    """Return the id of the running build that a 409 response names, or None."""
    document = run.read(outcome, (409,))
    build = build_from(document.child("build")) if document is not None else None
    return build.id if build is not None else None


def _when_free(run: Run, outcome: Outcome, id: str | None, stage: str, conflicts: int, *, last: bool) -> Steps[None]:
    """Wait for the build that is in progress on the stage. Raises BusyError if `last` is True."""
    other, waiting = f"build {id}" if id is not None else "another build", f"waiting for stage {stage}"
    if last:
        before = f", after {conflicts - 1} other build{'s' if conflicts > 2 else ''}"
        often = before if conflicts > 1 and id is not None else ""
        words = "builds" if id is None else f"build {id} --wait"
        command = "" if run.state.address is None else f": `{run.address.command(words)}`"
        message = f"stage {stage} is busy with {other}{often}"
        raise run.error(BusyError, message, f"wait for it{command}", said=run.said(outcome))
    run.notify(Progress("conflict", f"Waiting for {other}, which is in progress on stage {stage}"))
    if id is None:
        yield from run.pause(conflicts + 1, f"waiting for {other}, which is in progress on the stage", outcome)
        return
    asked = run.clock() + (run.wait_asked(outcome) or 0.0)
    yield from until_ended(run, id, step="conflict", known=run.clock())
    if (rest := asked - run.clock()) > 0:
        if rest >= run.remaining:
            raise run.late(waiting, retry_after=rest)
        yield from run.retry_in(rest, waiting, outcome)


def _when_known(run: Run, stage: str, known: Collection[str], *, wait: bool) -> Steps[None]:
    """Return when no new build of a POST with unknown outcome is in progress; raise TryLaterError unless `wait`.

    A new build in progress was most likely created by this client. Its upload URL is lost, so it must end first.
    """
    builds = yield from calls.builds(run)
    fresh = [build for build in builds if build.id not in known and build.stage in (stage, None)]
    # A build of this client cannot end before its archive is uploaded, so an ended build belongs to another client.
    ours = next((build for build in fresh if build.status not in ENDED), None)
    run.state.posting = False
    if ours is None:
        return
    run.state.build_id = ours.id
    if not wait:
        message = f"build {ours.id} was created, most likely by this run, but the answer with its upload URL was lost"
        raise run.error(TryLaterError, message)
    run.notify(Progress("conflict", f"Build {ours.id} was created, but its upload URL was lost; waiting for it to end"))
    yield from until_ended(run, ours.id, step="conflict", known=run.clock())
    run.state.build_id = None
