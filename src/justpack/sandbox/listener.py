"""How does a server on loopback start, and how does it stop without leaving anything behind?"""

from __future__ import annotations

import contextlib
import selectors
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from http.server import HTTPServer
from typing import Literal, Protocol

from justpack.errors import UsageError
from justpack.sandbox.answers import Request, ServerResponse
from justpack.sandbox.wire import Handler

HOST = "127.0.0.1"
HANDSHAKE_SECONDS = 10
JOIN_SECONDS = 10
Name = Literal["api", "upload"]


class App(Protocol):
    """What a listener serves."""

    @property
    def idle(self) -> float:
        """Seconds that a request's body may idle."""

    def answer(self, request: Request) -> ServerResponse:
        """The answer to one request."""

    def refuse(self, request_id: str, status: int, message: str) -> ServerResponse:
        """The answer to what is no request at all."""


class Listener(HTTPServer):
    """One port of the sandbox: a thread a connection, all of which end with `stop`."""

    allow_reuse_address = True
    request_queue_size = 64

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
        self._threads: set[threading.Thread] = set()
        try:
            super().__init__((HOST, port), Handler)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
            raise UsageError(f"the sandbox cannot listen on port {port} of loopback: {reason}") from None
        # A connection may be gone between the news of it and its acceptance, which must not block then.
        self.socket.setblocking(False)
        self._sleeper, self._waker = socket.socketpair()
        self._loop = threading.Thread(target=self._accept, daemon=True, name=f"sandbox-{name}")

    def server_bind(self) -> None:
        # HTTPServer's own would ask the resolver for this machine's name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    @property
    def origin(self) -> str:
        """Where it is reached: scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.server_port}"

    def note(self, method: str, path: str, status: int) -> None:
        """Log one request before it is answered."""
        self._note(self._name, method, path, status)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        self.stopping.set()
        self._waker.close()
        if self._loop.is_alive():
            self._loop.join(JOIN_SECONDS)
        self._sleeper.close()
        self.server_close()
        with self._lock:
            connections, threads = list(self._open), list(self._threads)
        for connection in connections:
            with contextlib.suppress(OSError):
                # The plain socket's own shutdown: TLS state belongs to the connection's thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in threads:
            thread.join(JOIN_SECONDS)

    def _accept(self) -> None:
        """Unlike `serve_forever` it looks at the clock never, and stops at once."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._sleeper, selectors.EVENT_READ)
            while not self.stopping.is_set():
                if any(key.fileobj is self.socket for key, _ in selector.select()) and not self.stopping.is_set():
                    with contextlib.suppress(OSError):
                        self.process_request(*self.get_request())

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        thread = threading.Thread(target=self._talk, args=(request, client_address), daemon=True, name="sandbox-talk")
        with self._lock:
            self._threads.add(thread)
        thread.start()

    def _talk(self, connection: socket.socket, address: object) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        try:
            if self.stopping.is_set():
                return
            if isinstance(connection, ssl.SSLSocket):
                connection.settimeout(HANDSHAKE_SECONDS)
                connection.do_handshake()
            self.finish_request(connection, address)
        except (OSError, EOFError):
            # The other side went away, or `stop` closed the connection: nothing to tell anyone.
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
            self.shutdown_request(connection)
            with self._lock:
                self._threads.discard(threading.current_thread())
