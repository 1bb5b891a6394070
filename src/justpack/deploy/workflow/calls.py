"""The read calls of the API (endpoints, builds, one build), with retries."""

from __future__ import annotations

from collections.abc import Callable

from justpack.deploy.http.limits import ANSWER, LIST, READS
from justpack.deploy.http.protocol import HttpResponse, Outcome, Steps, T, ask
from justpack.deploy.workflow.answers import Document, decode
from justpack.deploy.workflow.builds import build_from, builds_from, endpoints_from
from justpack.deploy.workflow.call_context import Run
from justpack.deploy.workflow.refusals import gave_up, is_transient, refused
from justpack.deploy.workflow.waiting import pause
from justpack.model import Build, Endpoint


def endpoints(run: Run) -> Steps[tuple[Endpoint, ...]]:
    """Return the endpoint of each stage."""
    return (
        yield from _read(
            run, ("endpoints",), "reading the endpoints", lambda document: endpoints_from(document, run.redactor)
        )
    )


def builds(run: Run) -> Steps[tuple[Build, ...]]:
    """Return the most recent builds, at most 50, in the order of the service."""
    return (
        yield from _read(
            run,
            ("builds",),
            "listing the builds",
            lambda document: builds_from(document, run.redactor),
            most=LIST,
        )
    )


def build(run: Run, id: str) -> Steps[Build]:
    """Return the build with this id."""
    return (
        yield from _read(
            run,
            ("builds", id),
            "reading the build",
            lambda document: build_from(document.child("build"), run.redactor, id=id),
        )
    )


def understood(outcome: Outcome, read: Callable[[Document], T | None]) -> T | None:
    """Return the value that `read` extracts from a successful response, or None for any other outcome."""
    document = decode(outcome) if isinstance(outcome, HttpResponse) else None
    return read(document) if document is not None else None


def _read(
    run: Run, parts: tuple[str, ...], doing: str, read: Callable[[Document], T | None], *, most: int = ANSWER
) -> Steps[T]:
    """Send a GET and repeat it after a temporary failure, which is safe because a GET changes nothing.

    Raises RefusedError if the service refuses the request, and TryLaterError after all attempts or at the deadline.
    """
    attempt = 0
    while True:
        outcome = yield from ask(run.get(*parts, doing=doing, most=most))
        value = understood(outcome, read)
        if value is not None:
            return value
        if isinstance(outcome, HttpResponse) and not is_transient(outcome):
            raise refused(run, outcome, doing)
        attempt += 1
        if attempt == READS or (not isinstance(outcome, HttpResponse) and outcome.final):
            raise gave_up(run, outcome, doing, tries=attempt)
        yield from pause(run, attempt - 1, doing, outcome)
