"""How is exactly one build of ours made, when answers get lost and others deploy at the same time?

A POST is never repeated blindly. What came of it falls into one of few cases, each with its own number of repeats and
with something to do before the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from justpack.deploy.http.address import is_build_id
from justpack.deploy.http.limits import CONFLICTS, CONNECTS, REPEATS, THROTTLES
from justpack.deploy.http.protocol import Answer, Failure, Outcome, Steps, ask
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
    """A new build, waiting for its archive."""

    build: Build
    url: UploadUrl
    conflicts: int
    """How many other builds were waited for."""
    at: float
    """The clock's time."""


class Case(Enum):
    """What came of a POST that made no build we can use."""

    UNSENT = auto()
    """The connection failed: nothing was sent."""
    THROTTLED = auto()
    """429: it was refused."""
    BUSY = auto()
    """409: another build runs."""
    UNKNOWN = auto()
    """A build may have been made: the answer was lost, senseless or a 5xx."""


_REPEATS = {Case.UNSENT: CONNECTS - 1, Case.THROTTLED: THROTTLES, Case.BUSY: CONFLICTS, Case.UNKNOWN: REPEATS}


def create(run: Run, stage: str, *, on_conflict: OnConflict, known: Collection[str]) -> Steps[Created]:
    """Creates a build; `known` holds the ids of the builds there were before.

    Errors: RefusedError where the service refuses; TryLaterError where it may work later.
    """
    seen: Counter[Case] = Counter()
    while True:
        request = run.post("builds", body={"stage": stage}, doing=_DOING)
        run.trail.posting = True
        outcome = yield from ask(request)
        made = _made(run, outcome, seen[Case.BUSY])
        if made is not None:
            return made
        case = _case(run, outcome)
        run.trail.posting = case is Case.UNKNOWN
        seen[case] += 1
        last = seen[case] > _REPEATS[case]
        if case is Case.BUSY:
            assert isinstance(outcome, Answer)
            yield from _when_free(run, outcome, stage, seen[case], last=last or on_conflict == "fail")
        elif case is Case.UNKNOWN:
            yield from run.pause(seen[case] - 1, _DOING, retry_after=wait_asked(outcome, run))
            yield from _when_known(run, stage, known, wait=on_conflict == "wait" and not last)
        if last:
            raise gave_up(run, outcome, _DOING, tries=seen[case])
        if case in (Case.UNSENT, Case.THROTTLED):
            yield from run.pause(seen[case] - 1, _DOING, retry_after=wait_asked(outcome, run))


def _made(run: Run, outcome: Outcome, conflicts: int) -> Created | None:
    """The build that was made, or None. Errors: RefusedError where nothing may be sent to the URL that came with it."""
    document = decode(outcome) if isinstance(outcome, Answer) else None
    build = build_from(document.child("build"), run.redactor) if document is not None else None
    if document is None or build is None:
        return None
    run.trail.build_id, run.trail.posting = build.id, False
    url = check_upload_url(run, UploadUrl(document.text("url") or ""))
    run.tell("create", f"Build {build.id} created", status=build.status)
    return Created(build, url, conflicts, run.clock())


def _case(run: Run, outcome: Outcome) -> Case:
    """Errors: RefusedError and TryLaterError where there is no sense in going on."""
    if isinstance(outcome, Failure):
        if outcome.kind in ("certificate", "unsendable"):
            run.trail.posting = False
            raise gave_up(run, outcome, _DOING)
        return Case.UNSENT if outcome.kind == "connect" else Case.UNKNOWN
    if outcome.status == 409:
        return Case.BUSY
    if outcome.status == 429:
        return Case.THROTTLED
    if is_transient(outcome):
        return Case.UNKNOWN
    run.trail.posting = False
    raise refused(run, outcome, _DOING)


def _when_free(run: Run, answer: Answer, stage: str, conflicts: int, *, last: bool) -> Steps[None]:
    """Waits for the build that holds the stage."""
    document = conflicting(answer)
    id = (document.text("id") or "") if document is not None else ""
    named = is_build_id(id)
    other = f"build {id}" if named else "another build"
    if last:
        often = f", after {conflicts - 1} others" if conflicts > 1 else ""
        raise BusyError(
            f"Stage {stage} is busy with {other}{often}",
            help=f"Wait for it: `justpack build {id} --wait`" if named else "Wait for it: `justpack builds`",
            status=409,
        )
    run.tell("conflict", f"Waiting for {other}, which holds stage {stage}")
    if named:
        yield from poll.until_ended(run, id, step="conflict", known=run.clock())
    else:
        yield from run.pause(conflicts + 1, f"waiting for {other}, which holds the stage")


def _when_known(run: Run, stage: str, known: Collection[str], *, wait: bool) -> Steps[None]:
    """Looks whether the lost POST made a build; returns when it is sure that none of ours is open.

    A build that appeared and runs is most likely ours, but its URL is lost, so it can only be waited for.
    Errors: TryLaterError that names it, where it is not waited for.
    """
    builds = yield from calls.builds(run)
    fresh = [build for build in builds if build.id not in known and build.stage in (stage, None)]
    # Ours cannot end before it has our archive: what has ended is somebody else's.
    ours = next((build for build in fresh if build.status not in ENDED), None)
    run.trail.posting = False
    if ours is None:
        return
    run.trail.build_id = ours.id
    if not wait:
        raise TryLaterError(
            f"Build {ours.id} was created, most likely by this run, but the answer with its upload URL was lost",
            help=run.trail.advice(),
            build_id=ours.id,
        )
    run.tell("conflict", f"Build {ours.id} was created, but its upload URL was lost; waiting for it to end")
    yield from poll.until_ended(run, ours.id, step="conflict", known=run.clock())
    run.trail.build_id = None
