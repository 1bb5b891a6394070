"""The sockets below httpx: limits for time without progress, and answers that come before everything is sent.

A store can refuse an upload at once and then neither read nor close. Therefore a write ends as soon as a refusal has
arrived; httpcore then reads the response instead of sending the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import selectors
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from functools import partial

import httpcore

_REFUSAL = re.compile(rb"(?:\A|\r\n\r\n)HTTP/1\.[01] [345]")
"""The start of a response after which a server needs no more of the body; 1xx and 2xx do not say so."""
_NUMBER = re.compile(r"\[Errno (\d+)\]")
_UNSENT = 1 << 18
# The system accepts some megabytes that it has not sent, and then nothing until a third of them is. On a slow line that
# takes longer than the time limit of a write, and after the last byte longer than that of the response.
OPTIONS: list[httpcore.SOCKET_OPTION] = (
    [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)] if hasattr(socket, "TCP_NOTSENT_LOWAT") else []
)
_READ = 1 << 16
_PIECE = 1 << 18
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Backend(httpcore.SyncBackend):
    """Makes blocking connections, whose operations fail after the deadline `ends` of the monotonic clock."""

    ends = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return Stream(super().connect_tcp(host, port, timeout, local_address, socket_options), self)

    def limit(self, timeout: float | None) -> float:
        """Return the time limit of one operation, which ends at the deadline."""
        left = self.ends - time.monotonic()
        return max(left if timeout is None else min(timeout, left), 0.001)


class Stream(httpcore.NetworkStream):
    """A blocking connection, whose time limits apply to each read and to each part that the system accepts."""

    def __init__(self, inner: httpcore.NetworkStream, backend: Backend, *, nested: bool = False) -> None:
        """Wrap a stream; `nested` for TLS inside TLS, whose socket contains the outer one."""
        self._inner, self._backend, self._nested = inner, backend, nested
        self._socket: socket.socket = inner.get_extra_info("socket")
        self._received = b""
        self._error: OSError | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what was received, at most `max_bytes`."""
        if self._error is not None:
            with _raising(httpcore.ReadTimeout, httpcore.ReadError):
                raise self._error
        if not self._received:
            return self._inner.read(max_bytes, self._backend.limit(timeout))
        piece, self._received = self._received[:max_bytes], self._received[max_bytes:]
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything. Raises WriteError if the connection breaks or a refusal arrives."""
        if self._nested:
            self._inner.write(buffer, self._backend.limit(timeout))
            return
        left = memoryview(buffer)
        self._socket.settimeout(0)
        with _Selector() as selector, _raising(httpcore.WriteTimeout, httpcore.WriteError):
            selector.register(self._socket, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while left:
                ready = selector.select(self._backend.limit(timeout))
                if not ready:
                    raise TimeoutError
                with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    if ready[0][1] & selectors.EVENT_READ:
                        self._receive()
                        if len(self._received) > _READ:
                            selector.modify(self._socket, selectors.EVENT_WRITE)
                    left = left[self._socket.send(left) :]

    def _receive(self) -> None:
        """Receive what came while something is sent; it can be a message of TLS itself, and nothing else."""
        try:
            piece = self._socket.recv(_READ)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError as error:
            self._error = error
            raise
        self._received += piece
        if not piece or _REFUSAL.search(self._received):
            raise ConnectionAbortedError("the answer came first")

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._backend.limit(timeout))
        return Stream(inner, self._backend, nested=isinstance(self._socket, ssl.SSLSocket))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Makes connections of asyncio."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        connect = partial(loop.create_connection, AsyncStream, host, port)
        if isinstance(loop, asyncio.BaseEventLoop):
            connect = partial(connect, happy_eyeballs_delay=0.25)  # not known to other loops, such as that of uvloop
        with _raising(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                transport, stream = await connect(local_addr=local_address and (local_address, 0))
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        assert isinstance(stream, AsyncStream)
        return stream


class AsyncStream(httpcore.AsyncNetworkStream, asyncio.Protocol):
    """A connection of asyncio, which receives all the time; time limits are those of `Stream`."""

    _transport: asyncio.Transport
    _socket: asyncio.Transport
    """The transport below TLS."""
    _paused = _ended = False
    _error: Exception | None = None
    _changed: asyncio.Future[None] | None = None

    def __init__(self) -> None:
        self._received = bytearray()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = self._socket = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > _READ:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Remember that nothing more comes."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remember why the connection ended."""
        self._ended, self._error = True, exc
        self._wake()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._wake()

    def _wake(self) -> None:
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    async def _change(self, timeout: float | None) -> None:
        self._changed = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(timeout):
            await self._changed

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what was received, at most `max_bytes`."""
        with _raising(httpcore.ReadTimeout, httpcore.ReadError):
            while not self._received:
                if self._error is not None:
                    raise self._error
                if self._ended:
                    return b""
                await self._change(timeout)
        piece = bytes(self._received[:max_bytes])
        del self._received[:max_bytes]
        if not self._ended:
            self._transport.resume_reading()
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything. Raises WriteError if the connection breaks or a refusal arrives."""
        await asyncio.sleep(0)
        for start in range(0, len(buffer), _PIECE):
            self._stop_if_answered()
            self._transport.write(memoryview(buffer)[start : start + _PIECE])
            while self._paused:
                unsent = self._unsent()
                try:
                    await self._change(timeout)
                except TimeoutError as error:
                    if self._unsent() == unsent:
                        raise httpcore.WriteTimeout from error
                self._stop_if_answered()

    def _stop_if_answered(self) -> None:
        if self._ended or _REFUSAL.search(self._received):
            raise httpcore.WriteError("the answer came first") from self._error

    def _unsent(self) -> int:
        return self._transport.get_write_buffer_size() + self._socket.get_write_buffer_size()

    async def aclose(self) -> None:
        self._transport.abort()
        await asyncio.sleep(0)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        with _raising(httpcore.ConnectTimeout, httpcore.ConnectError):
            made = None
            with contextlib.suppress(ConnectionResetError):
                if not self._ended and not self._received:  # before TLS, the server must send nothing
                    async with asyncio.timeout(timeout):
                        made = await loop.start_tls(self._transport, self, ssl_context, server_hostname=server_hostname)
            if made is None:
                error = ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "the connection was closed")
                error.reason = "UNEXPECTED_EOF_WHILE_READING"
                raise error
        made.set_write_buffer_limits(_READ)
        self._transport = made
        return self

    def get_extra_info(self, info: str) -> object:
        if info == "is_readable":
            return self._ended or bool(self._received) or self._transport.is_closing() or self._has_arrived()
        return self._transport.get_extra_info(info)

    def _has_arrived(self) -> bool:
        """Return whether the system has data, or the end of the connection, that the event loop has not read yet."""
        with _Selector() as selector:
            selector.register(self._transport.get_extra_info("socket"), selectors.EVENT_READ)
            return bool(selector.select(0))


@contextlib.contextmanager
def _raising(timeout: type[Exception], other: type[Exception]) -> Iterator[None]:
    """Convert exceptions to those of httpcore."""
    try:
        yield
    except TimeoutError as error:
        raise timeout from error
    except Exception as error:  # noqa: BLE001 - it is raised again
        found = _last_of(error)
        raise other(found) from found


def _last_of(error: Exception) -> Exception:
    """Return the last error of those that asyncio lists in a message, one for each address; else the error itself."""
    numbers = _NUMBER.findall(str(error)) if str(error).startswith("Multiple exceptions") else ()
    return OSError(int(numbers[-1]), os.strerror(int(numbers[-1]))) if numbers else error
