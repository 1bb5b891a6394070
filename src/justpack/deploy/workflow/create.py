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
from justpack.deploy.workflow.refusals import gave_up, is_transient, refused, wait_asked
from justpack.deploy.workflow.upload_url import check_upload_url
from justpack.errors import BusyError, TryLaterError
from justpack.model import Build

OnConflict = Literal["wait", "fail"]
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
    while True:
        request = run.post("builds", body={"stage": stage}, doing=_DOING)
        run.state.posting = True
        outcome = yield from ask(request)
        made = _made(run, outcome, seen[Case.BUSY])
        if made is not None:
            return made
        case = _case(run, outcome)
        run.state.posting = case is Case.UNKNOWN
        seen[case] += 1
        last = seen[case] > _REPEATS[case]
        if case is Case.BUSY:
            assert isinstance(outcome, HttpResponse)
            yield from _when_free(run, outcome, stage, seen[case], last=last or on_conflict == "fail")
        elif case is Case.UNKNOWN:
            yield from run.pause(seen[case] - 1, _DOING, retry_after=wait_asked(outcome, run))
            yield from _when_known(run, stage, known, wait=on_conflict == "wait" and not last)
        if last:
            raise gave_up(run, outcome, _DOING, tries=seen[case])
        if case in (Case.UNSENT, Case.THROTTLED):
            yield from run.pause(seen[case] - 1, _DOING, retry_after=wait_asked(outcome, run))


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
        if outcome.kind in ("certificate", "unsendable"):
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


def _when_free(run: Run, answer: HttpResponse, stage: str, conflicts: int, *, last: bool) -> Steps[None]:
    """Wait for the build that is in progress on the stage. Raises BusyError if `last` is True."""
    document = conflicting(answer)
    id = (document.text("id") or "") if document is not None else ""
    named = is_build_id(id)
    other = f"build {id}" if named else "another build"
    if last:
        often = f", after {conflicts - 1} others" if conflicts > 1 else ""
        raise BusyError(
            f"stage {stage} is busy with {other}{often}",
            help=f"wait for it: `justpack build {id} --wait`" if named else "wait for it: `justpack builds`",
            status=409,
        )
    run.notify("conflict", f"Waiting for {other}, which is in progress on stage {stage}")
    if named:
        yield from poll.until_ended(run, id, step="conflict", known=run.clock())
    else:
        yield from run.pause(conflicts + 1, f"waiting for {other}, which is in progress on the stage")


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
            build_id=ours.id,
        )
    run.notify("conflict", f"Build {ours.id} was created, but its upload URL was lost; waiting for it to end")
    yield from poll.until_ended(run, ours.id, step="conflict", known=run.clock())
    run.state.build_id = None
