"""Parser of responses: JSON objects, and the error messages of the API, the store and proxies."""

from __future__ import annotations

import email.utils
import html
import json
import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC

from justpack.client.http.secret import LIMIT, Redactor
from justpack.client.http.steps import HttpResponse, Outcome

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)
_CODE = re.compile(r"<Code>([^<]{1,200})</Code>")
_MESSAGE = re.compile(r"<Message>([^<]{1,4096})</Message>")
_REQUEST = re.compile(r"<RequestId>([^<]{1,200})</RequestId>")
_NOTHING = object()
_LONGEST = 1e9
_WORDS = 300
"""The maximum number of characters that are quoted from a response without an error message."""


class Document:
    """A JSON object with typed access: a missing value and one of another type are None.

    Its `repr` omits the content, which may contain an upload URL.
    """

    def __init__(self, values: Mapping[str, object], redactor: Redactor) -> None:
        self._values, self._redactor = values, redactor

    def __repr__(self) -> str:
        return f"<Document of {len(self._values)} keys>"

    def raw(self, key: str) -> str | None:
        """Return the string under `key` as it was sent. It may contain secrets and control characters."""
        value = self._values.get(key)
        return value if isinstance(value, str) else None

    def text(self, key: str, *, limit: int | None = LIMIT) -> str | None:
        """Return the string under `key`, safe to show and at most `limit` bytes long."""
        value = self.raw(key)
        return None if value is None else self._redactor.clean(value, limit=limit)

    def line(self, key: str) -> str | None:
        """Return the string under `key`, safe to show and on one line."""
        value = self.raw(key)
        return None if value is None else self._redactor.line(value)

    def whole_number(self, key: str) -> int | None:
        """Return the integer under `key` if it is not negative and has at most 63 bits."""
        value = self._values.get(key)
        whole = type(value) is int or (isinstance(value, float) and value.is_integer())
        return int(value) if isinstance(value, int | float) and whole and 0 <= value < 1 << 63 else None

    def child(self, key: str) -> Document | None:
        """Return the object under `key`."""
        value = self._values.get(key)
        return Document(value, self._redactor) if isinstance(value, dict) else None

    def children(self, key: str) -> tuple[Document, ...] | None:
        """Return the objects in the list under `key`, without its other items."""
        value = self._values.get(key)
        if not isinstance(value, list):
            return None
        return tuple(Document(item, self._redactor) for item in value if isinstance(item, dict))

    def masked(self) -> dict[str, object]:
        """Return the whole object as it was sent, with the secrets masked."""
        masked = self._redactor.value(dict(self._values))
        return masked if isinstance(masked, dict) else {}


def decode(outcome: Outcome, redactor: Redactor, statuses: Container[int] = range(200, 300)) -> Document:
    """Return the JSON object of a response with one of these statuses; it is empty if there is no complete object."""
    value = _json(outcome) if isinstance(outcome, HttpResponse) and outcome.status in statuses else None
    return Document(value if isinstance(value, dict) else {}, redactor)


def _json(answer: HttpResponse) -> object:
    # NaN, Infinity and numbers larger than any float, which JSON output could not contain, are read as null.
    try:
        return json.loads(answer.body if answer.whole else b"", parse_constant=lambda _name: None, parse_float=_finite)
    except (ValueError, RecursionError):
        return _NOTHING


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class Complaint:
    """The details of an error response. Each text is one line, without secrets and control characters."""

    status: int | None = None
    code: str | None = None
    """The `<Code>` element of the response of an S3-like store, or None."""
    message: str | None = None
    request_id: str | None = None
    retry_after: float | None = None
    """The number of seconds that the server asks the client to wait, or None."""

    @property
    def words(self) -> str:
        """The code and the message."""
        return ": ".join(text.rstrip(".") for text in (self.code, self.message) if text)


def complaint(answer: HttpResponse, redactor: Redactor) -> Complaint:
    """Read the details from JSON, from the XML of a store, or from the first words of any other text."""
    values = _json(answer)
    folded = _folded(values)
    text = answer.body.decode("utf-8", errors="replace") if answer.whole else ""
    code, said, sent = _found(_CODE, text), _found(_MESSAGE, text), _found(_REQUEST, text)
    message = _message(values)
    # A successful answer may contain an upload URL, and only the JSON of a refusal is quoted as it is.
    if message is None and code is None and (values is _NOTHING or (values and answer.status >= 300)):
        # The text is cleaned before it is shortened, because a secret that is cut in half would not be masked.
        text = redactor.clean(text)
        message = html.unescape(" ".join((_found(_TITLE, text) or _TAGS.sub(" ", text)).split()))[:_WORDS]
    waits = (_seconds(folded.get("retryafter")), retry_after(answer.headers))
    named = (each.get("requestid") for each in (folded, _folded(folded.get("error"))))
    ids = (*(id for id in named if isinstance(id, str)), *map(answer.headers.get, _REQUEST_IDS), sent)
    return Complaint(
        status=answer.status,
        code=_line(redactor, code),
        message=_line(redactor, message or said),
        request_id=_line(redactor, next(filter(None, ids), None)),
        retry_after=max((wait for wait in waits if wait is not None), default=None),
    )


_REQUEST_IDS = ("x-request-id", "x-amz-request-id", "x-correlation-id")
# The keys are compared without underscores and hyphens, in lower case: `errorMessage` and `error_message` are one key.
_MESSAGES = ("message", "errormessage", "detail", "errordescription", "faultstring", "reason", "msg", "description")
_NESTED = (
    *("error", "errors", "details", "violations", "issues", "messages", "data", "fault"),
    *("fieldviolations", "fielderrors", "validationerrors", "invalidparams", "problems", "causes", "errorchain"),
)
_PLACES = ("field", "path", "param", "parameter", "property", "loc", "pointer", "source", "name")
_DEEP = 6
_MANY = 20


def _message(value: object) -> str | None:
    """Return the messages of a JSON error (RFC 9457 and the usual forms of frameworks), each once, or None."""
    found = dict.fromkeys(text for text in _texts(value, _DEEP) if text)
    return "; ".join(list(found)[:_MANY]) or None


def _texts(value: object, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value.strip().rstrip(".")]
    if depth == 0:
        return []
    if isinstance(value, list):
        # A number in a list of errors is a code; a number elsewhere, such as `[1]` alone, says nothing.
        items = [str(item) if type(item) in (int, float) and depth < _DEEP else item for item in value[:_MANY]]
        return [text for item in items for text in _texts(item, depth - 1)]
    if not isinstance(value, dict):
        return []
    value = _folded(value)
    own = [text for key in _MESSAGES for text in _texts(value.get(key), depth - 1)]
    nested = [text for key in _NESTED if not isinstance(value.get(key), str) for text in _inner(value.get(key), depth)]
    if own and (place := _place(value)):
        own[0] = f"{place}: {own[0]}"
    return own + nested or [text for key in ("error", "errors", "title") for text in _texts(value.get(key), 1)]


def _place(value: object) -> str | None:
    """Return the field that an error is about, such as `stage` or the list `["body", "stage"]`, or None."""
    if isinstance(value, list):
        return ".".join(str(part) for part in value if isinstance(part, str | int))
    if isinstance(value, dict):
        folded = _folded(value)
        return next(filter(None, (_place(folded.get(key)) for key in _PLACES)), None)
    return value if isinstance(value, str) else None


def _folded(value: object) -> dict[str, object]:
    """Return an object with its keys in one spelling, or an empty one for any other value."""
    items = value.items() if isinstance(value, dict) else ()
    return {str(key).lower().replace("_", "").replace("-", ""): item for key, item in items}


def _inner(value: object, depth: int) -> list[str]:
    """Return the messages below a key such as `errors`; an object without a message lists them by field."""
    found = _texts(value, depth - 1)
    if found or not isinstance(value, dict):
        return found
    return [f"{name}: {text}" for name, item in list(value.items())[:_MANY] for text in _texts(item, depth - 2)]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of the `Retry-After` header (RFC 9110, 10.2.3), or None.

    A date is interpreted relative to the `Date` header of the response, because the local clock may be wrong.
    """
    text = headers.get("retry-after", "").strip()
    if (seconds := _seconds(text)) is not None:
        return seconds
    try:
        until, now = (email.utils.parsedate_to_datetime(date) for date in (text, headers.get("date", "")))
        # A date of the form of asctime has no time zone; HTTP dates are in UTC (RFC 9110, 5.6.7).
        return _seconds(max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()))
    except (TypeError, ValueError, OverflowError):
        return None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return min(seconds, _LONGEST) if math.isfinite(seconds) and seconds >= 0 else None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return html.unescape(match[1]) if match is not None else None


def _line(redactor: Redactor, text: str | None) -> str | None:
    return (redactor.line(text) or None) if text is not None else None
