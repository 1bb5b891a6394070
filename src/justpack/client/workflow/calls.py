"""The calls that read from the service: builds and endpoints, with retries, and polling until a build has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from justpack.client.http.address import is_build_id
from justpack.client.http.limits import ANSWER, LIST, MISSING, poll_interval
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Steps, T
from justpack.client.workflow.answers import Document
from justpack.client.workflow.run import Run, is_transient
from justpack.errors import RefusedError
from justpack.model import Build, Endpoint, Progress

ENDED = ("ready", "error")
"""The final statuses of a build; with any other status the build is still in progress."""


def build_from(document: Document | None, *, id: str | None = None) -> Build | None:
    """Return the build described by `document`, or None if there is none, or if its id is not the requested `id`."""
    found = document.raw("id") or id if document is not None else None
    if document is None or not is_build_id(found) or (id is not None and found != id):
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
    document = run.read(outcome)
    return outcome, None if document is None else build_from(document.child("build"), id=id)


def _read(
    run: Run, parts: tuple[str, ...], doing: str, read: Callable[[Document], T | None], most: int = ANSWER
) -> Steps[T]:
    """Send a GET and repeat it after a temporary failure, which is safe because a GET changes nothing."""
    attempt = 0
    while True:
        outcome = yield from run.get(*parts, doing=doing, most=most)
        document = run.read(outcome)
        value = read(document) if document is not None else None
        if value is not None:
            return value
        if isinstance(outcome, HttpResponse) and not is_transient(outcome):
            raise run.refused(outcome, doing)
        attempt += 1
        if attempt > run.settings.retries.reads or (isinstance(outcome, Failure) and outcome.final):
            raise run.gave_up(outcome, doing, tries=attempt)
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
        elif isinstance(outcome, HttpResponse) and not is_transient(outcome):
            if outcome.status not in (404, 410):
                raise run.refused(outcome, doing)
            if known is None or run.clock() - known >= MISSING:
                return None
        elif isinstance(outcome, Failure) and outcome.final:
            raise run.gave_up(outcome, doing)
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
    run.state.ended = True
    if build is None:
        error = run.error(RefusedError, f"the service does not know build {id}")
        error.status, error.help = 404, f"list the builds with `{run.address.command('builds')}`"
        raise error
    if build.status == "ready":
        run.notify(Progress("ready", f"Build {id} is ready", status=build.status))
    return build
