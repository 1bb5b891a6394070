"""The calls of the service as steps: reading, creation of exactly one build, upload of the archive, and waiting.

A GET is repeated after a temporary failure. A POST is not simply repeated: its outcome belongs to one of a few cases,
each with its own maximum number of repetitions and with an action before the next attempt. The store keeps complete
objects only, and an upload URL can be used several times, so an upload can be repeated; a lost response may have been a
success, so the status of the build is read before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from justpack.client.http.address import is_build_id, upload_problem
from justpack.client.http.archive_body import ArchiveBody
from justpack.client.http.limits import ANSWER, LIST, MISSING, poll_interval
from justpack.client.http.secret import UploadUrl
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Request, Steps, T, Upload
from justpack.client.workflow.answers import Document
from justpack.client.workflow.run import Run, sentence
from justpack.errors import BusyError, PackError, RefusedError, ServiceError, TryLaterError
from justpack.model import Build, Deployment, Endpoint, Progress

OnConflict = Literal["wait", "fail"]
ON_CONFLICT: tuple[OnConflict, ...] = ("wait", "fail")
Case = Literal["connects", "throttles", "conflicts", "creations"]
"""The outcome of a POST that did not return a usable build, by the limit of `Retries` that applies."""
_CREATING = "creating the build"
_UPLOADING = "uploading the archive"
# S3 reports the first text for an expired URL. S3-like stores that check the date first (for example rclone) report the
# other texts for a URL with an old date.
_EXPIRED = ("expired", "requesttimetooskewed", "difference between the request time and")
_LOOK_ALIKE = "a refused upload can look like this too, if the store closes the connection early; run the deploy again"
ENDED = ("ready", "error")
"""The final statuses of a build; with any other status the build is still in progress."""


@dataclass(frozen=True, slots=True)
class Created:
    """A new build that waits for its archive, with the upload URL."""

    build: Build
    url: UploadUrl
    conflicts: int
    """The number of other builds that were awaited before."""
    at: float
    """The time of the creation on the client's monotonic clock, in seconds."""


def build_from(document: Document | None, *, id: str | None = None) -> Build | None:
    """Return the build described by `document`, or None if there is none, or if its id is not the requested `id`."""
    found = document and (document.raw("id") or id)
    if document is None or not is_build_id(found) or id not in (None, found):
        return None
    return Build(
        id=found,
        stage=document.text("stage"),
        status=document.text("status"),
        runtime=document.text("runtime"),
        version=document.text("version"),
        size=document.whole_number("size"),
        commit=document.text("commit"),
        error=document.text("error", limit=None),
        created_at=document.text("createdAt"),
        updated_at=document.text("updatedAt"),
        raw=document.masked(),
    )


def builds_from(document: Document) -> tuple[Build, ...] | None:
    """Return the builds of a list response in their order, or None if the response contains no list."""
    items = document.children("builds")
    return None if items is None else tuple(build for item in items if (build := build_from(item)) is not None)


def endpoints_from(document: Document) -> tuple[Endpoint, ...] | None:
    """Return the endpoints of a response in their order, or None if the response contains no list."""
    items = document.children("endpoints")
    found: list[Endpoint] = []
    for item in items or ():
        stage, url = item.line("stage"), item.line("endpoint")
        if stage is not None and url is not None:
            found.append(Endpoint(stage, url, tuple(domain.masked() for domain in item.children("domains") or ())))
    return None if items is None else tuple(found)


def endpoints(run: Run) -> Steps[tuple[Endpoint, ...]]:
    """Return the endpoint of each stage."""
    return _read(run, ("endpoints",), "reading the endpoints", endpoints_from)


def builds(run: Run) -> Steps[tuple[Build, ...]]:
    """Return the most recent builds, at most 50, in the order of the service."""
    return _read(run, ("builds",), "listing the builds", builds_from, LIST)


def build(run: Run, id: str) -> Steps[Build]:
    """Return the build with this id."""
    return _read(run, ("builds", id), "reading the build", lambda document: build_from(document.child("build"), id=id))


def look(run: Run, id: str, doing: str) -> Steps[tuple[Outcome, Build | None]]:
    """Read a build once and return the outcome with the build, or with None if the response has none."""
    outcome = yield from run.get("builds", id, doing=doing)
    return outcome, build_from(run.read(outcome).child("build"), id=id)


def _read(
    run: Run, parts: tuple[str, ...], doing: str, read: Callable[[Document], T | None], most: int = ANSWER
) -> Steps[T]:
    """Send a GET and repeat it after a temporary failure, which is safe because a GET changes nothing."""
    attempt = 0
    while True:
        outcome = yield from run.get(*parts, doing=doing, most=most)
        value = read(run.read(outcome))
        if value is not None:
            return value
        attempt += 1
        if outcome.final or attempt > run.settings.retries.reads:
            raise run.failed(outcome, doing, tries=attempt)
        yield from run.pause(attempt - 1, doing, outcome)


def until_ended(run: Run, id: str, *, step: Literal["build", "conflict"], known: float | None) -> Steps[Build | None]:
    """Poll a build until its status is `ready` or `error`; return None if the service does not know the build.

    A failed poll does not affect the build and is repeated until the deadline. A 404 is repeated for `MISSING` seconds
    after the time `known` of the last mention of the build, because a server may not know a new build yet.
    """
    doing = "waiting for the build" if step == "build" else f"waiting for build {id}, which is in progress on the stage"
    began = run.clock()
    seen: str | None = None
    while True:
        outcome, build = yield from look(run, id, doing)
        if build is not None:
            known = run.clock()
            if build.status != seen:
                seen = build.status
                run.notify(Progress(step, f"Build {id}: {seen or 'no status'}", status=seen))
            if build.status in ENDED:
                return build
        elif outcome.status == 404:
            if known is None or run.clock() - known >= MISSING:
                return None
        elif outcome.final:
            raise run.failed(outcome, doing)
        run.cause = None if build is not None else run.describe(outcome)
        asked = run.wait_asked(outcome)
        if asked is not None and asked >= run.remaining:
            raise run.late(doing, retry_after=asked)
        seconds = max(poll_interval(run.clock() - began, run.random()), asked or 0.0)
        seconds = min(seconds, run.time_left(doing))
        if build is None:
            yield from run.retry_in(seconds, doing, outcome)
        else:
            yield from run.look_in(seconds, doing, build.status or "no status")


def wait(run: Run, id: str, *, known: float | None = None) -> Steps[Build]:
    """Return the build after it has ended. Raises RefusedError if the service does not know the build."""
    build = yield from until_ended(run, id, step="build", known=known)
    if build is None:
        error = run.error(RefusedError, f"the service does not know build {id}")
        error.status, error.help = 404, f"list the builds with `{run.address.command('builds')}`"
        raise error
    run.state.ended = True
    if build.status == "ready":
        run.notify(Progress("ready", f"Build {id} is ready", status=build.status))
    return build


def new_build(run: Run, stage: str, *, on_conflict: OnConflict) -> Steps[Created]:
    """List the builds, then create a build.

    The list is needed to recognize the new build if the response of its creation is lost. It also verifies the keys
    before anything is changed.
    """
    run.state.stage = stage
    known = {build.id for build in (yield from builds(run))}
    seen: Counter[Case] = Counter()
    held: Counter[str] = Counter()  # the number of 409 responses by the id of the build that they name
    while True:
        request = Request("POST", run.address.path("builds"), run.limit(_CREATING), {"stage": stage})
        run.state.posting = True
        outcome = yield from run.ask(request)
        case = _case(outcome)
        run.state.posting = case == "creations"
        made = _made(run, outcome, seen["conflicts"])
        if made is not None:
            return made
        if case is None:
            raise run.failed(outcome, _CREATING)
        holder = _holder(run, outcome)
        if holder is not None and held[holder] and on_conflict == "wait":
            # The build has ended, and the service has not released the stage yet. The wait is limited by the deadline.
            yield from run.pause(held[holder] - 1, f"waiting for stage {stage}, which build {holder} held", outcome)
            held[holder] += 1
            continue
        seen[case] += 1
        last = seen[case] > getattr(run.settings.retries, case)
        if case == "conflicts":
            yield from _when_free(run, outcome, holder, stage, seen[case], last=last or on_conflict == "fail")
            if holder is not None:
                held[holder] = 1
        elif case == "creations":
            yield from run.pause(seen[case] - 1, _CREATING, outcome)
            yield from _when_known(run, stage, known, wait=on_conflict == "wait" and not last)
        if last:
            raise run.failed(outcome, _CREATING, tries=seen[case])
        if case in ("connects", "throttles"):
            yield from run.pause(seen[case] - 1, _CREATING, outcome)


def _made(run: Run, outcome: Outcome, conflicts: int) -> Created | None:
    """Return the created build, or None. Raises RefusedError if its upload URL must not be used."""
    document = run.read(outcome)
    build = build_from(document.child("build"))
    if build is None:
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


def _case(outcome: Outcome) -> Case | None:
    """Classify the outcome; None if a further attempt cannot succeed."""
    if outcome.status == 409:
        return "conflicts"
    if outcome.status == 429:
        return "throttles"
    if outcome.final:
        return None
    return "connects" if isinstance(outcome, Failure) and outcome.kind == "connect" else "creations"


def _holder(run: Run, outcome: Outcome) -> str | None:
    """Return the id of the running build that a 409 response names, or None."""
    build = build_from(run.read(outcome, (409,)).child("build"))
    return None if build is None else build.id


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
    found = yield from builds(run)
    fresh = [build for build in found if build.id not in known and build.stage in (stage, None)]
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


def deploy(run: Run, body: ArchiveBody, *, stage: str, on_conflict: OnConflict, no_wait: bool) -> Steps[Deployment]:
    """Create a build, upload the archive, wait for the build and read its endpoint; a build in `error` is returned."""
    created = yield from new_build(run, stage, on_conflict=on_conflict)
    build, endpoint = created.build, None
    yield from upload(run, created.url, body, build_id=build.id)
    if not no_wait:
        build = yield from wait(run, build.id, known=created.at)
    if build.status == "ready":
        try:
            found = yield from endpoints(run)
            endpoint = next((each.endpoint for each in found if each.stage == stage), None)
        except ServiceError as error:
            if error is run.raised:
                raise
            # The build is ready, whether its address can be read or not.
    return Deployment(build, endpoint, created.conflicts, body.sha256, run.state.rehearsal)


def upload(run: Run, url: UploadUrl, body: ArchiveBody, *, build_id: str | None) -> Steps[None]:
    """Send the archive. With `build_id`, the status of the build shows whether an upload without response arrived."""
    check_upload_url(run, url)

    def told(done: int, message: str = _UPLOADING.capitalize()) -> None:
        run.notify(Progress("upload", message, done, body.size))

    attempt = 0
    while True:
        limit = run.time_left(_UPLOADING)
        told(0)
        outcome = yield from run.ask(Upload(url, body, limit, told))
        if isinstance(outcome, HttpResponse) and 200 <= outcome.status < 300:
            if outcome.page and (build_id is None or not (yield from _arrived(run, build_id))):
                message = f"a proxy answered instead of {outcome.host}: its answer to the upload is a web page"
                raise run.error(RefusedError, message, "check the proxy and the network, then run the deploy again")
            break
        _stop_if_final(run, outcome)
        attempt += 1
        last = attempt > run.settings.retries.uploads
        if not last:
            yield from run.pause(attempt - 1, _UPLOADING, outcome)
        if build_id is not None and (yield from _arrived(run, build_id)):
            break
        if last:
            lost = isinstance(outcome, Failure) and outcome.kind == "lost"
            raise run.failed(outcome, _UPLOADING, tries=attempt, help=_LOOK_ALIKE if lost else None)
    run.state.uploaded = True
    told(body.size, "Uploaded")


def _arrived(run: Run, build_id: str) -> Steps[bool]:
    """Whether the build has started, which requires a complete upload. False if the status cannot be read."""
    _, build = yield from look(run, build_id, _UPLOADING)
    return build is not None and build.status not in (None, "pending")


def _stop_if_final(run: Run, outcome: Outcome) -> None:
    said = run.said(outcome)
    if isinstance(outcome, Failure):
        if outcome.kind == "changed":
            message = f"the archive changed before all of it was sent: {outcome.detail}"
            raise PackError(message, help=run.state.advice())
        if outcome.final:
            raise run.failed(outcome, _UPLOADING)
    elif outcome.final or outcome.status == 501:
        if outcome.redirect:
            raise run.failed(outcome, _UPLOADING)
        expired = any(sign in said.words.lower() for sign in _EXPIRED)
        kind = TryLaterError if expired else RefusedError
        message = sentence(f"the store refused the upload ({outcome.status})", said.words, said.request_id)
        help_ = "its URL was used too late; run the deploy again" if expired else None
        raise run.error(kind, message, help_, said=said)
