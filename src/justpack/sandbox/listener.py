"""An HTTP server on loopback that ends without leaving threads or connections behind."""

from __future__ import annotations

import contextlib
import http.server
import secrets
import socket
import socketserver
import ssl
import struct
import sys
import threading
import weakref
from collections.abc import Callable, Iterable

from justpack.errors import UsageError
from justpack.sandbox.app import App, Refused, Response

HOST = "127.0.0.1"
POLL = 0.02
"""The number of seconds after which `stop` is noticed."""
PIECE = 64 << 10
DRAIN_SECONDS = 5
"""The maximum pause of a refused body. It is read, because closing the connection would otherwise send a reset."""
SHORT = "You did not provide the number of bytes specified by the Content-Length HTTP header"
SLOW = "Your socket connection to the server was not read from or written to within the timeout period"
UNKNOWN = 1 << 62
"""The length of a body whose end is not known: after invalid data, and of a chunked body, which is not parsed."""


class Request(http.server.BaseHTTPRequestHandler):
    """A request, read by `http.server`. Like its base class, an instance serves the requests of one connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "justpack-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 120
    path = query = "?"
    fields: dict[str, str]
    """The header values by lower-case name; several values of one name are joined by a comma."""
    length: int | None
    """The number of bytes of the body; None for a chunked body, and if the header is missing."""

    def handle_one_request(self) -> None:
        self.id = f"req_{secrets.token_hex(8)}"
        self._left = 0
        self._continue = False
        super().handle_one_request()

    def handle_expect_100(self) -> bool:
        """Delay the `100 Continue` until the body is read, so that a request with a bad signature is refused first."""
        self._continue = True
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Respond to data that is not a valid request."""
        self._left = UNKNOWN
        self.path = "?"
        self._send(self.server.app.refusal(self.id, Refused(code, message or "Bad request", "InvalidRequest")))

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to stderr; the sandbox has its own log, without queries."""

    def read(self) -> bytes:
        """Return the next bytes of the body, or `b""` at its end. Raises Refused if they do not come in time."""
        if not self._left:
            return b""
        if self._continue:
            self._continue = False
            self.send_response_only(100)
            self.end_headers()
        self.connection.settimeout(self.server.app.idle)
        try:
            data = bytes(self.rfile.read1(min(self._left, PIECE)))
        except OSError:
            raise Refused(400, SLOW, "RequestTimeout") from None
        finally:
            self.connection.settimeout(self.timeout)
        if not data:
            raise Refused(400, SHORT, "IncompleteBody")
        self._left -= len(data)
        return data

    def _serve(self) -> None:
        self.path, _, self.query = self.path.partition("?")
        self.fields = {name.lower(): ", ".join(self.headers.get_all(name, ())) for name in self.headers}
        length = self.fields.get("content-length")
        if length is not None and not (length.isascii() and length.isdigit() and len(length) < 16):
            self.send_error(400, "Content-Length is not a number")
            return
        chunked = "transfer-encoding" in self.fields
        self.length = None if length is None or chunked else int(length)
        self._left = UNKNOWN if chunked else self.length or 0
        self._send(self.server.app.answer(self))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def _send(self, response: Response) -> None:
        self.server.note(self.command or "?", self.path, response.status)
        if response.manner == "stall":
            self.server.stopping.wait()
        if response.manner in ("stall", "reset"):
            self.close_connection = True
            # Without a linger time, closing sends RST. Detaching closes the socket even if file objects use it.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.connection.detach())
            return
        unread = self._left > 0
        self.close_connection |= unread
        parts: Iterable[bytes] = (self._head(response), b"" if self.command == "HEAD" else response.body)
        if response.pause is not None:
            parts = (bytes((byte,)) for byte in b"".join(parts))
        for part in parts:
            self.wfile.write(part)
            self.server.stopping.wait(response.pause or 0)
        if unread and response.manner != "early" and not self._continue:
            self.connection.settimeout(DRAIN_SECONDS)
            while self._left > 0 and (piece := self.rfile.read1(PIECE)):
                self._left -= len(piece)

    def _head(self, response: Response) -> bytes:
        lines = [
            f"HTTP/1.1 {response.status} {self.responses[response.status][0]}",
            f"Server: {self.server_version}",
            f"Date: {self.date_time_string()}",
            f"x-request-id: {self.id}",
            "x-justpack-sandbox: 1",
            f"Content-Length: {len(response.body)}",
        ]
        if response.body:
            lines.append(f"Content-Type: {response.type}")
        lines += [f"{name}: {value}" for name, value in response.headers]
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Listener(socketserver.ThreadingTCPServer):
    """One port of the sandbox, with one thread for each connection. Raises UsageError if the port cannot be used."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, app: App, port: int, note: Callable[[str, str, int], None], tls: ssl.SSLContext | None) -> None:
        self.app = app
        self.note = note  # called before the response is sent
        self.stopping = threading.Event()
        self._tls = tls
        self._connections: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        try:
            super().__init__((HOST, port), Request)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
            raise UsageError(f"the sandbox cannot listen on port {port} of loopback: {reason}") from None
        # Non-blocking, because a connection can disappear between `select` and `accept`, which would then block.
        self.socket.setblocking(False)
        self.origin = f"{'https' if tls else 'http'}://{HOST}:{self.server_address[1]}"
        self._loop = threading.Thread(target=self.serve_forever, args=(POLL,), daemon=True, name="sandbox-listener")
        self._loop.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        self.stopping.set()
        self.shutdown()
        self._loop.join()
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                # The method of the plain socket, because the thread of the connection is using the TLS state.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        if self._tls:  # the thread of the connection makes the handshake, when it reads
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self._connections.add(connection)
        return connection, address

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Write nothing to stderr if the client has disconnected, or if `stop` has closed the connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
