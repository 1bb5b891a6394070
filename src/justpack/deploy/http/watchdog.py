"""What ends an exchange whose other side keeps dripping?

The timeouts of a socket are for one operation each, so a server that sends a byte now and then holds a request for
ever, in the middle of a header as well. When the time for the whole is over, the watchdog shuts the sockets down, and
whatever waits for them returns.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from collections.abc import Iterator, Mapping


class Watchdog:
    """Guards the exchanges of one connection pool, one exchange at a time."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._turn = threading.Lock()
        self.fired = False
        """Whether the last exchange was ended by the watchdog."""

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """httpcore's `trace` extension: learns each socket as it is connected or wrapped in TLS."""
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        find = getattr(info.get("return_value"), "get_extra_info", None)
        found = find("socket") if find is not None else None
        if isinstance(found, socket.socket):
            self._sockets.add(found)

    @contextlib.contextmanager
    def guard(self, seconds: float) -> Iterator[None]:
        """After `seconds` what runs inside ends with an error of its own."""
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
                # Of the plain class: that of TLS would pull the session away under the other thread's feet.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
