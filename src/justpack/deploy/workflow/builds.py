"""Conversion of the service's JSON objects to builds and endpoints."""

from __future__ import annotations

from justpack.deploy.http.address import is_build_id
from justpack.deploy.http.redact import LIMIT, Redactor
from justpack.deploy.workflow.answers import Document
from justpack.model import Build, Endpoint

ENDED = ("ready", "error")
"""The final statuses of a build; with any other status the build is still in progress."""


def build_from(document: Document | None, redactor: Redactor, *, id: str | None = None) -> Build | None:
    """Return the build described by `document`, or None if the document does not describe a build.

    `id` is the id of the requested build: it is used if the document has no id, and a document with another id is
    rejected. A value of an unexpected type becomes None; `raw` still contains it.
    """
    if document is None:
        return None
    found = document.text("id") or id
    if found is None or not is_build_id(found) or (id is not None and found != id):
        return None

    def text(key: str, *, limit: int | None = LIMIT) -> str | None:
        value = document.text(key)
        return redactor.clean(value, limit=limit) if value is not None else None

    return Build(
        id=found,
        stage=text("stage"),
        status=text("status"),
        runtime=text("runtime"),
        version=text("version"),
        size=document.whole_number("size"),
        commit=text("commit"),
        error=text("error", limit=None),
        created_at=text("createdAt"),
        updated_at=text("updatedAt"),
        raw=document.masked(redactor),
    )


def builds_from(document: Document, redactor: Redactor) -> tuple[Build, ...] | None:
    """Return the builds of a list response in their order, or None if the response contains no list."""
    items = document.children("builds")
    if items is None:
        return None
    found = (build_from(item, redactor) for item in items)
    return tuple(build for build in found if build is not None)


def endpoints_from(document: Document, redactor: Redactor) -> tuple[Endpoint, ...] | None:
    """Return the endpoints of a response in their order, or None if the response contains no list."""
    items = document.children("endpoints")
    if items is None:
        return None
    found = (_endpoint(item, redactor) for item in items)
    return tuple(endpoint for endpoint in found if endpoint is not None)


def _endpoint(document: Document, redactor: Redactor) -> Endpoint | None:
    stage, url = document.text("stage"), document.text("endpoint")
    if stage is None or url is None:
        return None
    domains = tuple(item.masked(redactor) for item in document.children("domains") or ())
    return Endpoint(redactor.line(stage), redactor.line(url), domains)
