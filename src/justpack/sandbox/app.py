"""The common part of the API and of the store: responses, refusals, and the faults that replace a response."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from justpack.errors import UsageError
from justpack.sandbox.builds import Builds
from justpack.sandbox.faults import KEY, Fault, Faults
from justpack.sandbox.scenario import Scenario

if TYPE_CHECKING:
    from justpack.sandbox.listener import Request

log = logging.getLogger("justpack.sandbox")
HUGE = 64 << 20
"""The size in bytes of the body of a huge response."""


@dataclass(frozen=True, slots=True)
class Response:
    """One response, and how it is sent."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    pause: float | None = None
    """The seconds between two bytes, or None to send the response at once."""
    manner: Literal["whole", "early", "reset", "stall"] = "whole"
    """`early` is sent without reading the rest of the request; nothing is sent after `reset` and `stall`."""


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818 - a response, not an error of the program
    """A request is refused: an HTTP status, a message, the error code of the store, and more elements of the body."""

    status: int
    message: str
    code: str = "InternalError"
    headers: tuple[tuple[str, str], ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


Call = Callable[[str], Response]
"""Carries out a call under a fault of this name ("" without a fault). Raises Refused if the call is refused."""


@dataclass(eq=False, repr=False)
class App(ABC):
    """The application behind one port."""

    scenario: Scenario
    faults: Faults
    builds: Builds
    keys: tuple[str, str]
    idle = 30.0
    """The number of seconds that the application waits for the next bytes of a body."""
    other_origin = ""
    """The origin of the other port. A client must not send its keys there because of a redirect."""

    @abstractmethod
    def route(self, request: Request) -> tuple[tuple[str, ...], Call]:
        """Return the names of the calls whose faults affect a request, and its call. Raises Refused without a fault."""

    @abstractmethod
    def refusal(self, request_id: str, refused: Refused) -> Response:
        """Return the response of a refused request."""

    def answer(self, request: Request) -> Response:
        """Carry out a request, with the fault whose turn it is."""
        try:
            calls, call = self.route(request)
            fault = self.faults.take(*calls)
            return call("") if fault is None else self.play(fault, call, request)
        except Refused as refused:
            return self.refusal(request.id, refused)
        except (OSError, UsageError) as error:
            return self.refusal(
                request.id, Refused(507, f"The sandbox cannot store this: {error}", "InsufficientStorage")
            )
        except Exception:
            log.exception("the sandbox failed on a request")
            return self.refusal(request.id, Refused(500, "The sandbox failed; its log says why."))

    def play(self, fault: Fault, call: Call, request: Request) -> Response:
        """Return the response of a call under a fault. Raises Refused if the fault, or the call, is a refusal."""
        kind = fault.kind
        done = call(kind.name) if kind.acts or (kind.name, fault.where) == ("stall", "post") else Response(200)
        if fault.page:
            return _page(kind.status)
        if not kind.status:
            return self._distorted(kind.name, done, request.path)
        message = kind.message.replace(KEY, self.keys[1]) or f"The sandbox plays {fault.name}."
        if kind.status not in (429, 503):
            raise Refused(kind.status, message, kind.code)
        headers = (("Retry-After", str(self.scenario.retry_after)),)
        details = {"retryAfter": self.scenario.retry_after_body} if fault.where != "put" else {}
        raise Refused(kind.status, message, kind.code, headers=headers, details=details)

    def _distorted(self, name: str, done: Response, path: str) -> Response:
        match name:
            case "reset" | "lost" | "stall":
                return Response(0, manner="stall" if name == "stall" else "reset")
            case "drip":
                return replace(done, pause=self.scenario.drip_seconds)
            case "redirect":
                return Response(307, headers=(("Location", f"{self.other_origin}{path}"),))
            case "broken":
                return replace(done, body=done.body[: len(done.body) // 2])
            case "bare":
                return json_response(200, {})
            case "odd":
                return json_response(200, [{"build": 7}, None])
            case "huge":
                # Spaces before the last brace, so that the body is valid JSON.
                return replace(done, body=done.body[:-1].ljust(HUGE - 1) + done.body[-1:])
        return done


def json_response(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return Response(status, json.dumps(value).encode(), headers=headers)


def _page(status: int) -> Response:
    """Return a page of a proxy: HTML without a message and without a request id."""
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>"
    return Response(status, page.encode(), "text/html; charset=utf-8")
