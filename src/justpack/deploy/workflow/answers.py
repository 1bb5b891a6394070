"""What does an answer of the service say?"""

from __future__ import annotations

import email.utils
import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from justpack.deploy.http.protocol import Answer
from justpack.deploy.http.redact import Redactor

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)
_CODE = re.compile(r"<Code>([^<]{1,200})</Code>")
_MESSAGE = re.compile(r"<Message>([^<]{1,4096})</Message>")
_REQUEST = re.compile(r"<RequestId>([^<]{1,200})</RequestId>")
_NOTHING = object()
_WORDS = 300
"""Characters of a page that are quoted where the service sent no message."""


class Document:
    """A JSON object. It may hold an upload URL, so its `repr` shows none of it."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __repr__(self) -> str:
        return f"<Document of {len(self._values)} keys>"

    def text(self, key: str) -> str | None:
        """The text under `key`, or None where it is missing or something else."""
        value = self._values.get(key)
        return value if isinstance(value, str) else None

    def whole_number(self, key: str) -> int | None:
        """The number under `key`, at least 0, or None."""
        value = self._values.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    def seconds(self, key: str) -> float | None:
        """The length of time under `key`, a number or one written as a text, or None."""
        value = self._values.get(key)
        return _seconds(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None

    def child(self, key: str) -> Document | None:
        """The object under `key`, or None."""
        value = self._values.get(key)
        return Document(value) if isinstance(value, dict) else None

    def children(self, key: str) -> tuple[Document, ...] | None:
        """The objects of the list under `key` (what is no object is passed over), or None where there is no list."""
        value = self._values.get(key)
        return tuple(Document(item) for item in value if isinstance(item, dict)) if isinstance(value, list) else None

    def masked(self, redactor: Redactor) -> dict[str, object]:
        """All of it as it was sent, but for the secrets."""
        masked = redactor.value(dict(self._values))
        return masked if isinstance(masked, dict) else {}


def decode(answer: Answer) -> Document | None:
    """The JSON object in an answer, or None where there is none: another status, HTML, broken, cut off, no object."""
    if not 200 <= answer.status < 300:
        return None
    return _object(answer)


def _object(answer: Answer) -> Document | None:
    value = _json(answer)
    return Document(value) if isinstance(value, dict) else None


def _json(answer: Answer) -> object:
    try:
        return json.loads(answer.body.decode("utf-8-sig")) if answer.whole else _NOTHING
    except (ValueError, RecursionError):
        return _NOTHING


def conflicting(answer: Answer) -> Document | None:
    """The build that a 409 names, or None."""
    document = _object(answer)
    return document.child("build") if document is not None else None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an answer that is no success says about itself; every text is cleaned, on one line."""

    status: int
    code: str | None
    """The `<Code>` of an S3-like store."""
    message: str | None
    request_id: str | None
    retry_after: float | None
    """Seconds."""


def complaint(answer: Answer, redactor: Redactor) -> Complaint:
    """Reads JSON, a store's XML, or the first readable words of anything else."""
    values = _json(answer)
    document = Document(values if isinstance(values, dict) else {})
    text = answer.body.decode("utf-8", errors="replace") if answer.whole else ""
    code, said, sent = _found(_CODE, text), _found(_MESSAGE, text), _found(_REQUEST, text)
    nested = document.child("error") or Document({})
    message = document.text("message") or nested.text("message") or document.text("error")
    if message is None and code is None and values is _NOTHING:
        # Cleaned, so masked and short, before anything is cut off: half a secret would be recognized by nobody.
        text = redactor.clean(text)
        message = html.unescape(" ".join((_found(_TITLE, text) or _TAGS.sub(" ", text)).split()))[:_WORDS]
    waits = (document.seconds("retryAfter"), retry_after(answer.headers))
    request = document.text("requestId") or answer.headers.get("x-request-id") or sent
    return Complaint(
        status=answer.status,
        code=_line(redactor, code),
        message=_line(redactor, message or said),
        request_id=_line(redactor, request),
        retry_after=max((wait for wait in waits if wait is not None), default=None),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from the header of RFC 9110, 10.2.3.

    A date is taken relative to the answer's own `Date`; our clock may be wrong, and plays no part.
    """
    text = headers.get("retry-after", "").strip()
    if (seconds := _seconds(text)) is not None:
        return seconds
    try:
        until = email.utils.parsedate_to_datetime(text)
        now = email.utils.parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _seconds(value: float | str) -> float | None:
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return html.unescape(match[1]) if match is not None else None


def _line(redactor: Redactor, text: str | None) -> str | None:
    return (redactor.line(text) or None) if text is not None else None
