"""An HTTP server on loopback that can be started and stopped without leaving threads or connections behind."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Literal, Protocol

from justpack.errors import UsageError
from justpack.sandbox.http.answers import Request, ServerResponse
from justpack.sandbox.http.wire import Handler

HOST = "127.0.0.1"
HANDSHAKE_SECONDS = 10
JOIN_SECONDS = 10
POLL = 0.02
"""The number of seconds after which `stop` is noticed."""
Name = Literal["api", "upload"]


class App(Protocol):
    """The application that a listener serves."""

    @property
    def idle(self) -> float:
        """The maximum pause of a request's body, in seconds."""

    def answer(self, request: Request) -> ServerResponse:
        """Return the response to a request."""

    def refuse(self, request_id: str, status: int, message: str) -> ServerResponse:
        """Return the error response to data that is not a valid request."""


class Listener(ThreadingHTTPServer):
    """One port of the sandbox, with one thread for each connection; `stop` ends all of them."""

    allow_reuse_address = True
    request_queue_size = 64
    daemon_threads = False  # `server_close` waits for all threads

    def __init__(
        self, name: Name, port: int, app: App, note: Callable[[Name, str, str, int], None], *,
        drip_seconds: float, tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.app = app
        self.drip_seconds = drip_seconds
        self.stopping = threading.Event()
        self._name: Name = name
        self._note = note
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        try:
            super().__init__((HOST, port), Handler)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
            raise UsageError(f"the sandbox cannot listen on port {port} of loopback: {reason}") from None
        # Non-blocking, because a connection can disappear between `select` and `accept`, which would then block.
        self.socket.setblocking(False)
        self._loop = threading.Thread(target=self.serve_forever, args=(POLL,), daemon=True, name=f"sandbox-{name}")

    def server_bind(self) -> None:
        # The method of HTTPServer would resolve the name of this machine, which can last seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    @property
    def origin(self) -> str:
        """The origin of the server: scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.server_port}"

    def note(self, method: str, path: str, status: int) -> None:
        """Log one request; called before the response is sent."""
        self._note(self._name, method, path, status)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        self.stopping.set()
        if self._loop.is_alive():
            self.shutdown()
            self._loop.join(JOIN_SECONDS)
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                # The method of the plain socket, because the thread of the connection is using the TLS state.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        if self._tls:
            request = self._tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(request)
        # The client can disconnect, and `stop` can close the connection; neither needs a report.
        with contextlib.suppress(OSError, EOFError):
            if not self.stopping.is_set():
                if isinstance(request, ssl.SSLSocket):
                    request.settimeout(HANDSHAKE_SECONDS)
                    request.do_handshake()
                super().finish_request(request, client_address)
        with self._lock:
            self._open.discard(request)
        self.shutdown_request(request)
