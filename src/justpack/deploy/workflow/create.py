"""Creation of exactly one build, even if responses are lost or other clients deploy at the same time.

A POST is not simply repeated. Its outcome belongs to one of a few cases, each with its own maximum number of
repetitions and with an action before the next attempt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from justpack.deploy.http.address import is_build_id
from justpack.deploy.http.limits import CONFLICTS, CONNECTS, REPEATS, THROTTLES
from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome, Steps, ask
from justpack.deploy.http.secret import UploadUrl
from justpack.deploy.workflow import calls, poll
from justpack.deploy.workflow.answers import conflicting, decode
from justpack.deploy.workflow.builds import ENDED, build_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.progress_state import command, follow
from justpack.deploy.workflow.refusals import gave_up, is_transient, refused, request_of
from justpack.deploy.workflow.upload_url import check_upload_url
from justpack.deploy.workflow.waiting import pause
from justpack.errors import BusyError, TryLaterError
from justpack.model import Build

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
    """The outcome of a POST that did not return a usable build."""

    UNSENT = auto()
    """The connection failed, so nothing was sent."""
    THROTTLED = auto()
    """The service refused the request with 429."""
    BUSY = auto()
    """The service refused the request with 409, because another build is in progress."""
    UNKNOWN = auto()
    """A build may have been created: the response was lost, is invalid or is a 5xx."""


_REPEATS = {Case.UNSENT: CONNECTS - 1, Case.THROTTLED: THROTTLES, Case.BUSY: CONFLICTS, Case.UNKNOWN: REPEATS}


def create(run: Run, stage: str, *, on_conflict: OnConflict, known: Collection[str]) -> Steps[Created]:
    """Create a build; `known` contains the ids of the builds that existed before.

    Raises RefusedError if the service refuses the request, and TryLaterError after a temporary failure.
    """
    seen: Counter[Case] = Counter()
    held: Counter[str] = Counter()  # the number of 409 responses by the id of the build that they name
    while True:
        request = run.post("builds", body={"stage": stage}, doing=_DOING)
        run.state.posting = True
        outcome = yield from ask(request)
        made = _made(run, outcome, seen[Case.BUSY])
        if made is not None:
            return made
        case = _case(run, outcome)
        run.state.posting = case is Case.UNKNOWN
        holder = _holder(outcome) if case is Case.BUSY else None
        if holder is not None and held[holder] and on_conflict == "wait":
            # The build has ended, and the service has not released the stage yet. The wait is limited by the deadline.
            yield from pause(run, held[holder] - 1, f"waiting for stage {stage}, which build {holder} held", outcome)
            held[holder] += 1
            continue
        seen[case] += 1
        last = seen[case] > _REPEATS[case]
        if case is Case.BUSY:
            yield from _when_free(run, outcome, holder, stage, seen[case], last=last or on_conflict == "fail")
            if holder is not None:
                held[holder] = 1
        elif case is Case.UNKNOWN:
            yield from pause(run, seen[case] - 1, _DOING, outcome)
            yield from _when_known(run, stage, known, wait=on_conflict == "wait" and not last)
        if last:
            raise gave_up(run, outcome, _DOING, tries=seen[case])
        if case in (Case.UNSENT, Case.THROTTLED):
            yield from pause(run, seen[case] - 1, _DOING, outcome)


def _made(run: Run, outcome: Outcome, conflicts: int) -> Created | None:
    """Return the created build, or None. Raises RefusedError if its upload URL must not be used."""
    document = decode(outcome) if isinstance(outcome, HttpResponse) else None
    build = build_from(document.child("build"), run.redactor) if document is not None else None
    if document is None or build is None:
        return None
    run.state.build_id, run.state.posting = build.id, False
    url = check_upload_url(run, UploadUrl(document.text("url") or ""))
    run.notify("create", f"Build {build.id} created", status=build.status)
    return Created(build, url, conflicts, run.clock())


def _case(run: Run, outcome: Outcome) -> Case:
    """Classify the outcome. Raises RefusedError or TryLaterError if a further attempt cannot succeed."""
    if isinstance(outcome, Failure):
        if outcome.final:
            run.state.posting = False
            raise gave_up(run, outcome, _DOING)
        return Case.UNSENT if outcome.kind == "connect" else Case.UNKNOWN
    if outcome.status == 409:
        return Case.BUSY
    if outcome.status == 429:
        return Case.THROTTLED
    if is_transient(outcome):
        return Case.UNKNOWN
    run.state.posting = False
    raise refused(run, outcome, _DOING)


def _holder(outcome: Outcome) -> str | None:
    """Return the id of the running build that a 409 response names, or None."""
    document = conflicting(outcome) if isinstance(outcome, HttpResponse) else None
    id = document.text("id") if document is not None else None
    return id if id is not None and is_build_id(id) else None


def _when_free(run: Run, outcome: Outcome, id: str | None, stage: str, conflicts: int, *, last: bool) -> Steps[None]:
    """Wait for the build that is in progress on the stage. Raises BusyError if `last` is True."""
    other = f"build {id}" if id is not None else "another build"
    if last:
        often = f", after {conflicts - 1} other build{'s' if conflicts > 2 else ''}" if conflicts > 1 else ""
        raise BusyError(
            f"stage {stage} is busy with {other}{often}",
            help=_wait_for(run, id),
            status=409,
            request_id=request_of(run, outcome),
            **run.known,
        )
    run.notify("conflict", f"Waiting for {other}, which is in progress on stage {stage}")
    if id is not None:
        yield from poll.until_ended(run, id, step="conflict", known=run.clock())
    else:
        yield from pause(run, conflicts + 1, f"waiting for {other}, which is in progress on the stage", outcome)


def _wait_for(run: Run, id: str | None) -> str:
    if run.state.address is None:
        return "wait for it"
    if id is None:
        return f"wait for it: `{command('builds', run.address)}`"
    return f"wait for it: `{follow(run.address, id)}`"


def _when_known(run: Run, stage: str, known: Collection[str], *, wait: bool) -> Steps[None]:
    """Check whether a POST with unknown outcome created a build, and return when no such build is in progress.

    A new build in progress was most likely created by this client. Its upload URL is lost, so the client can only wait
    for its end. Raises TryLaterError with the id of the build if `wait` is False.
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
        raise TryLaterError(
            f"build {ours.id} was created, most likely by this run, but the answer with its upload URL was lost",
            help=run.state.advice(),
            **run.known,
        )
    run.notify("conflict", f"Build {ours.id} was created, but its upload URL was lost; waiting for it to end")
    yield from poll.until_ended(run, ours.id, step="conflict", known=run.clock())
    run.state.build_id = None
