"""The HTTP handler of the sandbox: reads requests from a connection and sends responses."""

from __future__ import annotations

import http.server
import logging
import secrets
import socket
import struct
import time
from typing import TYPE_CHECKING

from justpack.sandbox.http.answers import HUGE, Request, ServerResponse

if TYPE_CHECKING:
    from justpack.sandbox.http.listener import Listener

log = logging.getLogger("justpack.sandbox")
PIECE = 64 << 10
DRAIN = 1 << 30
"""The maximum number of bytes of a refused body that are read and discarded.

Without this, closing the connection would send a reset, and the sender might not receive the response.
"""
DRAIN_SECONDS = 10
STALL_SECONDS = 600


class Handler(http.server.BaseHTTPRequestHandler):
    """The handler of one connection; it passes each request to the application of the listener."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "justpack-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 120

    def setup(self) -> None:
        super().setup()
        self._left = 0
        self._continue = self._chunked = False
        self._id = ""

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to stderr; the listener has its own log, without queries."""

    def handle_expect_100(self) -> bool:
        """Delay the `100 Continue` until the body is read, so that a request with a bad signature is refused first."""
        self._continue = True
        return True

    def parse_request(self) -> bool:
        self._left, self._continue, self._chunked = 0, False, False
        self._id = f"req_{secrets.token_hex(8)}"
        return super().parse_request()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Respond to a request that http.server rejects: a bad request line, or too many or too long headers."""
        # The end of such a request is unknown, so the connection is drained and closed, as after a chunked body.
        self._chunked = True
        app = self.server.app
        self._play(app.refuse(self._id or "req_0", int(code), message or "Bad request"), self.command or "?", "?")

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            low = name.lower()
            headers[low] = f"{headers[low]}, {value}" if low in headers else value
        chunked = "transfer-encoding" in headers
        written = headers.get("content-length")
        if written is not None and not (written.isascii() and written.isdigit() and len(written) < 16):
            self.send_error(400, "Content-Length is not a number")
            return
        length = None if written is None else int(written)
        self._left = 0 if chunked else length or 0
        self._chunked = chunked
        self.connection.settimeout(self.server.app.idle)
        request = Request(self._id, self.command, path, query, headers, length, chunked, self._read)
        self._play(self._answer(request), self.command, path)
        self.connection.settimeout(self.timeout)

    def _answer(self, request: Request) -> ServerResponse:
        app = self.server.app
        try:
            return app.answer(request)
        except TimeoutError:
            return app.refuse(self._id, 408, "The body did not arrive in time.")
        except EOFError:
            return app.refuse(self._id, 400, "The body is shorter than its Content-Length.")
        except OSError:
            raise
        except Exception:
            log.exception("the sandbox failed on a request")
            return app.refuse(self._id, 500, "The sandbox failed; its log says why.")

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def _read(self, most: int) -> bytes:
        if not self._left:
            return b""
        if self._continue:
            self._continue = False
            self.send_response_only(100)
            self.end_headers()
        data = self.rfile.read1(min(most, self._left, PIECE))
        if not data:
            self._left = 0
            self.close_connection = True
            raise EOFError("the body is shorter than its Content-Length")
        self._left -= len(data)
        return bytes(data)

    def _play(self, answer: ServerResponse, method: str, path: str) -> None:
        self.server.note(method, path, answer.status)
        if answer.manner == "stall":
            self.server.stopping.wait(STALL_SECONDS)
        if answer.manner in ("stall", "reset"):
            self._reset()
            return
        # The end of a chunked body is not parsed, so the connection cannot be used for another request.
        unread = self._left > 0 or self._continue or self._chunked
        if unread:
            self.close_connection = True
        body = b"" if method == "HEAD" else answer.body
        length = HUGE if answer.manner == "huge" else len(answer.body)
        head = self._head(answer, length)
        if answer.manner == "drip":
            self._drip(head + body)
        elif answer.manner == "huge":
            self._huge(head, body)
        else:
            self.wfile.write(head + body)
        if unread and answer.manner != "early" and not self._continue:
            self._drain()

    def _head(self, answer: ServerResponse, length: int) -> bytes:
        lines = [
            f"HTTP/1.1 {answer.status} {self.responses[answer.status][0]}",
            f"Server: {self.server_version}",
            f"Date: {self.date_time_string()}",
            f"x-request-id: {self._id}",
            "x-justpack-sandbox: 1",
            f"Content-Length: {length}",
        ]
        if answer.body:
            lines.append(f"Content-Type: {answer.type}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _drip(self, data: bytes) -> None:
        for at in range(len(data)):
            self.wfile.write(data[at : at + 1])
            if self.server.stopping.wait(self.server.drip_seconds):
                break

    def _huge(self, head: bytes, body: bytes) -> None:
        """Send the response with spaces before its last brace: valid JSON of `HUGE` bytes."""
        self.wfile.write(head + body[:-1])
        left = HUGE - len(body)
        while left and not self.server.stopping.is_set():
            self.wfile.write(b" " * min(left, PIECE))
            left -= min(left, PIECE)
        self.wfile.write(body[-1:])

    def _drain(self) -> None:
        """Read and discard the rest of the body; closing with unread bytes would reset the connection."""
        end = time.monotonic() + DRAIN_SECONDS
        self.connection.settimeout(2)
        budget = DRAIN if self._chunked else min(DRAIN, self._left)
        while budget > 0 and time.monotonic() < end and not self.server.stopping.is_set():
            try:
                piece = self.rfile.read1(min(PIECE, budget))
            except OSError:
                return
            if not piece:
                return
            budget -= len(piece)

    def _reset(self) -> None:
        self.close_connection = True
        # Without a linger time, closing sends RST. Detaching closes the socket even if file objects still use it.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())
