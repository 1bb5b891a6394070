"""What does a server of the sandbox answer? Values only; `wire` sends them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Literal
from xml.sax.saxutils import escape

Manner = Literal["whole", "drip", "huge", "early", "reset", "stall"]
HUGE = 64 << 20
"""Bytes of a huge answer."""


@dataclass(frozen=True, slots=True)
class ServerResponse:
    """One answer, and in which manner it is sent."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = "whole"
    """`drip`: a byte at a time; `huge`: padded to `HUGE`; `early`: without reading the rest of the request;
    `reset`: no answer, the connection is reset; `stall`: no answer at all."""


@dataclass(slots=True)
class Request:
    """One request, its head already read."""

    id: str
    """The request id that the answer carries."""
    method: str
    path: str
    """As sent, without the query."""
    query: str
    headers: Mapping[str, str]
    """Names in lower case; several of one name are joined by a comma."""
    length: int | None
    """The body's length as announced; None where nothing was announced."""
    chunked: bool
    read: Callable[[int], bytes] = field(repr=False)
    """At most so many bytes of the body, `b""` at its end. `EOFError` where the sender stopped before it,
    `TimeoutError` where it idles."""


def json_answer(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> ServerResponse:
    return ServerResponse(status, json.dumps(value).encode(), headers=headers)


def problem(
    request_id: str, status: int, message: str, *, headers: tuple[tuple[str, str], ...] = (), **more: object
) -> ServerResponse:
    """An error of the API: a phrase, a message and the request's id."""
    body = {"status": HTTPStatus(status).phrase, "message": message, **more, "requestId": request_id}
    return json_answer(status, body, headers)


def xml_problem(
    request_id: str, status: int, code: str, message: str, details: Mapping[str, str] | None = None
) -> ServerResponse:
    """An error of the store, in the XML that S3 writes."""
    inner = {"Code": code, "Message": message, **(details or {}), "RequestId": request_id}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in inner.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'.encode()
    return ServerResponse(status, body, "application/xml")


def html(status: int) -> ServerResponse:
    """What a proxy in between answers: HTML, no message, no request id in the text."""
    phrase = HTTPStatus(status).phrase
    head, body = f"<title>{status} {phrase}</title>", f"<center><h1>{status} {phrase}</h1></center>"
    page = f"<html>\r\n<head>{head}</head>\r\n<body>{body}</body>\r\n</html>"
    return ServerResponse(status, page.encode(), "text/html; charset=utf-8")


def redirect(location: str) -> ServerResponse:
    """A redirect that keeps the method and the body."""
    return ServerResponse(307, headers=(("Location", location),))


def half(answer: ServerResponse) -> ServerResponse:
    """The first half of an answer, which says nothing of the other."""
    return replace(answer, body=answer.body[: len(answer.body) // 2])


RESET = ServerResponse(0, manner="reset")
STALL = ServerResponse(0, manner="stall")
