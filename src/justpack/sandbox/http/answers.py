"""Requests and responses of the sandbox's servers, as plain values; `wire` reads and sends them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal
from xml.sax.saxutils import escape

Manner = Literal["whole", "drip", "huge", "early", "reset", "stall"]
HUGE = 64 << 20
"""The size of a huge response in bytes."""


@dataclass(frozen=True, slots=True)
class ServerResponse:
    """One response, with the manner in which it is sent."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner = "whole"
    """How the response is sent.

    - `whole`: normally
    - `drip`: one byte at a time
    - `huge`: padded to `HUGE` bytes
    - `early`: before the rest of the request is read
    - `reset`: nothing is sent and the connection is reset
    - `stall`: nothing is sent and the connection stays open
    """


@dataclass(slots=True)
class Request:
    """One request; its headers have been read, its body has not."""

    id: str
    """The request id, which the response contains."""
    method: str
    path: str
    """The path as sent, without the query."""
    query: str
    headers: Mapping[str, str]
    """The header values by lower-case name; several values of one name are joined by a comma."""
    length: int | None
    """The value of Content-Length, or None if the header is missing."""
    chunked: bool
    read: Callable[[int], bytes] = field(repr=False)
    """Reads at most the given number of bytes of the body, and returns `b""` at its end.

    Raises EOFError if the sender stops before the end, and TimeoutError if the sender pauses for too long.
    """


def json_answer(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> ServerResponse:
    return ServerResponse(status, json.dumps(value).encode(), headers=headers)


def problem(
    request_id: str, status: int, message: str, *, headers: tuple[tuple[str, str], ...] = (), **more: object
) -> ServerResponse:
    """Return an error response of the API: a JSON object with a phrase, a message and the id of the request."""
    body = {"status": HTTPStatus(status).phrase, "message": message, **more, "requestId": request_id}
    return json_answer(status, body, headers)


def xml_problem(
    request_id: str, status: int, code: str, message: str, details: Mapping[str, str] | None = None
) -> ServerResponse:
    """Return an error response of the store, in the XML format of S3."""
    inner = {"Code": code, "Message": message, **(details or {}), "RequestId": request_id}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in inner.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'.encode()
    return ServerResponse(status, body, "application/xml")


def html(status: int) -> ServerResponse:
    """Return the error page of a proxy: HTML without a message and without a request id."""
    phrase = HTTPStatus(status).phrase
    head, body = f"<title>{status} {phrase}</title>", f"<center><h1>{status} {phrase}</h1></center>"
    page = f"<html>\r\n<head>{head}</head>\r\n<body>{body}</body>\r\n</html>"
    return ServerResponse(status, page.encode(), "text/html; charset=utf-8")


def redirect(location: str) -> ServerResponse:
    """Return a redirect that preserves the method and the body (307)."""
    return ServerResponse(307, headers=(("Location", location),))


RESET = ServerResponse(0, manner="reset")
STALL = ServerResponse(0, manner="stall")
