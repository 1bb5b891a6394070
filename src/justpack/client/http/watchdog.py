"""A time limit for a whole HTTP exchange, enforced by shutting down the sockets.

A socket timeout limits one operation only, so a server that sends a byte now and then could delay a response without
end, even inside a header. When the time limit of the exchange is exceeded, the watchdog shuts down the sockets, and
every operation that waits for them fails.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from collections.abc import Iterator, Mapping


class Watchdog:
    """Limits the duration of the exchanges of one connection pool, one exchange at a time."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._turn = threading.Lock()
        self.fired = False
        """Whether the watchdog ended the last exchange."""

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Record each socket that is connected or wrapped in TLS; passed to httpcore as its `trace` extension."""
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        find = getattr(info.get("return_value"), "get_extra_info", None)
        found = find("socket") if find is not None else None
        if isinstance(found, socket.socket):
            self._sockets.add(found)

    @contextlib.contextmanager
    def guard(self, seconds: float) -> Iterator[None]:
        """Limit the exchange inside the context: after `seconds`, its socket operations fail."""
        with self._turn:
            self.fired = False
            timer = threading.Timer(max(seconds, 0.0), self._bite)
            timer.daemon = True
            timer.start()
            try:
                yield
            finally:
                timer.cancel()

    def _bite(self) -> None:
        self.fired = True
        for connection in tuple(self._sockets):
            with contextlib.suppress(OSError):
                # The method of the plain socket: the one of SSLSocket would discard the TLS session, which the other
                # thread is still using.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
