"""Parser of responses: JSON objects, and the error messages of the API, the store and proxies."""

from __future__ import annotations

import contextlib
import email.utils
import html
import json
import math
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from justpack.client.http.secret import LIMIT, Redactor
from justpack.client.http.steps import HttpResponse, Outcome

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)
_CODE, _MESSAGE, _DETAILS, _REQUEST = (
    re.compile(
        rf"<(?:\w{{1,40}}:)?{name}(?:\s[^<>]{{0,200}})?>\s{{0,200}}(?:<!\[CDATA\[(.{{1,4096}}?)\]\]>|([^<]{{1,4096}}))</",
        re.DOTALL,
    )
    for name in ("Code", "Message", "(?:Details|AuthenticationErrorDetail)", "RequestId")
)
"""The elements of an error of S3 and of stores like it; the details are those of Google Cloud Storage and Azure."""
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,20})", re.IGNORECASE)
_CHARSETS: tuple[str, ...] = ("iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251", "koi8-r")
_CHARSETS += ("windows-1252", "utf-16", "shift_jis", "euc-jp", "euc-kr", "gb2312", "gbk", "gb18030", "big5")
_NOTHING = object()
_LONGEST = 1e9
_LONGEST_NUMBER = 4000
"""The number of digits from which an integer is not converted; Python refuses a little more."""
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
        body = answer.body if answer.whole else b""
        with contextlib.suppress(UnicodeDecodeError):
            return json.loads(body, parse_constant=lambda _name: None, parse_float=_finite, parse_int=_integer)
        return json.loads(_decoded(answer), parse_constant=lambda _name: None, parse_float=_finite, parse_int=_integer)
    except (ValueError, RecursionError):
        return _NOTHING


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _integer(text: str) -> int | None:
    """Return the number, or None if it has more digits than Python converts."""
    return int(text) if len(text) < _LONGEST_NUMBER else None


def _decoded(answer: HttpResponse) -> str:
    """Return the body as text, in the encoding that its byte order mark, its header or its XML declaration names."""
    body = answer.body if answer.whole else b""
    named = _CHARSET.search(answer.headers.get("content-type", "").encode() + b"\n" + body[:200])
    charset = named[1].decode().lower() if named is not None else ""
    marked = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for name in (marked, *(each for each in _CHARSETS if each == charset)):
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode(name)
    return body.decode(errors="replace")


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
    text = _decoded(answer)
    code, said, details, sent = (_found(pattern, text) for pattern in (_CODE, _MESSAGE, _DETAILS, _REQUEST))
    said = ": ".join(part.strip().rstrip(".") for part in (said, details) if part) or None
    message = _message(values)
    # A successful answer may contain an upload URL, and only the JSON of a refusal is quoted as it is.
    if message is None and code is None and (values is _NOTHING or (values and answer.status >= 300)):
        # The text is cleaned before it is shortened, because a secret that is cut in half would not be masked.
        text = redactor.clean(text)
        message = html.unescape(" ".join((_found(_TITLE, text) or _TAGS.sub(" ", text)).split()))[:_WORDS]
    facts = list(_facts(values, _DEEP))
    waits = [retry_after(answer.headers)]
    waits += [_seconds(each.get(key)) for each in facts for key in ("retryafter", "retrydelay")]
    named = [each.get("requestid") for each in facts]
    ids = (*(id for id in named if isinstance(id, str)), *map(answer.headers.get, _REQUEST_IDS), sent)
    return Complaint(
        status=answer.status,
        code=_line(redactor, code),
        message=_line(redactor, message or said),
        request_id=_line(redactor, next(filter(None, ids), None)),
        retry_after=max((wait for wait in waits if wait is not None), default=None),
    )


_REQUEST_IDS = ("x-request-id", "x-amz-request-id", "x-correlation-id", "x-ms-request-id", "x-guploader-uploadid")
# The keys are compared without underscores and hyphens, in lower case: `errorMessage` and `error_message` are one key.
_MESSAGES = ("message", "errormessage", "detail", "errordescription", "faultstring", "reason", "msg", "description")
_NESTED = (
    *("error", "errors", "details", "violations", "issues", "messages", "data", "fault"),
    *("fieldviolations", "fielderrors", "validationerrors", "invalidparams", "problems", "causes", "errorchain"),
    *("innererror", "rootcause", "suberrors", "apierror", "odata.error", "response"),
)
_FACTS = ("error", "errors", "details", "meta", "metadata", "extensions", "response")
"""The keys below which an error may name its request and the time to wait."""
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
    keys = (*_MESSAGES, "value") if "lang" in value else _MESSAGES  # the message of OData is an object
    own = [text for key in keys for text in _texts(value.get(key), depth - 1)]
    nested = [text for key in _NESTED if not isinstance(value.get(key), str) for text in _inner(value.get(key), depth)]
    if own and (place := _place(value)):
        own[0] = f"{place}: {own[0]}"
    return own + nested or [text for key in ("error", "errors", "title") for text in _texts(value.get(key), 1)]


def _facts(value: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield an object and the objects of an error below it, each with its keys in one spelling."""
    if isinstance(value, list):
        for item in value[:_MANY] if depth else ():
            yield from _facts(item, depth - 1)
    elif isinstance(value, dict) and depth:
        folded = _folded(value)
        yield folded
        for key in _FACTS:
            yield from _facts(folded.get(key), depth - 1)


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
    # A proxy can add a second header; both are joined with a comma, which a date contains too.
    if (seconds := _seconds(text.partition(",")[0])) is not None:
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
        seconds = float(value.strip().removesuffix("s") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return min(seconds, _LONGEST) if math.isfinite(seconds) and seconds >= 0 else None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return html.unescape(next(filter(None, match.groups()), "")) if match is not None else None


def _line(redactor: Redactor, text: str | None) -> str | None:
    return (redactor.line(text) or None) if text is not None else None
