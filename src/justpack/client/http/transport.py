"""The HTTP transport: sends API requests and uploads with httpx. No other module imports httpx.

Only transports of httpx are used, not its clients, which add cookies, redirects and credentials of their own and log
URLs. Responses are read in pieces up to a size limit. Errors are returned as values, because the frames of an
exception's traceback would contain keys and URLs in plain text.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import socket
import ssl
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx

from justpack._version import __version__
from justpack.client.http.address import is_loopback
from justpack.client.http.failures import chained, failure_of, is_of_exchange, reason_of
from justpack.client.http.limits import ANSWER, Settings
from justpack.client.http.proxies import Proxy, proxy_for
from justpack.client.http.steps import HttpResponse, Outcome, Request, Upload
from justpack.errors import UsageError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
Trace: TypeAlias = Callable[[str, dict[str, object]], None]
TransportT = TypeVar("TransportT", SyncTransport, AsyncTransport)

_LOG = logging.getLogger("justpack.client")
_LOG.addHandler(logging.NullHandler())
_EXCHANGING: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter applies only to its own logger and not to child loggers, so every logger is listed.
_LOGGERS = ("httpcore", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
_CODINGS = ("identity", "gzip", "deflate")
_PIECE = 1 << 16
"""The number of bytes that are sent at a time: a write timeout means that not even these can be sent."""
_FAST_PIECE = 1 << 18
"""The same for a fast connection. One that becomes slow takes such a piece within the time limit at 10 kB a second."""
_FAST_BLOCK, _FAST_BLOCKS = 0.1, 16
"""The number of seconds and of blocks in a row after which a connection counts as fast.

The blocks are more than the system keeps without sending, so that a slow connection never counts as fast.
"""
_UNSENT_BYTES = 1 << 20
# The system accepts some megabytes that it has not sent. On a slow line they would need longer than the time limit of
# the response, which begins after the last byte was accepted.
_OPTIONS = (
    [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)] if hasattr(socket, "TCP_NOTSENT_LOWAT") else []
)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an upload, which reports its progress and keeps an exception of the callback apart."""

    def __init__(self, step: Upload) -> None:
        self._step = step
        self._raised: BaseException | None = None
        self._frames: TracebackType | None = None
        self._done = self._fast = 0

    def __iter__(self) -> Iterator[bytes]:
        ends = time.monotonic() + self._step.limit
        with contextlib.closing(self._step.body.blocks_ahead()) as blocks:
            for block in blocks:
                # The watchdog ends no read of the file, so the wait for it has a limit of its own.
                if not block.result(max(ends - time.monotonic(), 0.0)):
                    break
                yield from self._pieces(block.result())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with contextlib.closing(self._step.body.blocks_ahead()) as blocks:
            for block in blocks:
                # Usually the thread is ahead, and waking the event loop for each block would cost time.
                if not (block.result() if block.done() else await asyncio.wrap_future(block)):
                    break
                for piece in self._pieces(block.result()):
                    yield piece

    def _pieces(self, block: bytes) -> Iterator[bytes]:
        """Yield a block in pieces, which are larger if the last blocks were sent fast."""
        began = time.monotonic()
        size = _PIECE if self._fast < _FAST_BLOCKS else _FAST_PIECE
        for start in range(0, len(block), size):
            piece = block[start : start + size]
            yield piece
            self._report(len(piece))
        self._fast = self._fast + 1 if time.monotonic() - began < _FAST_BLOCK else 0

    def _report(self, sent: int) -> None:
        self._done += sent
        try:
            self._step.on_progress(self._done)
        except BaseException as error:
            self._raised, self._frames = error, error.__traceback__ and error.__traceback__.tb_next
            raise

    def raise_again(self) -> None:
        """Raise the exception of the callback, if there is one, with the frames of the callback alone."""
        if self._raised is not None:
            raise self._raised.with_traceback(self._frames)


class Exchange:
    """One request: what is sent, the response as it arrives, and the meaning of an error."""

    def __init__(self, settings: Settings, step: Request | Upload, *, direct: bool) -> None:
        """Find the proxy, unless `direct`. Raises UsageError, without its address, if it cannot be used."""
        self._settings, self._step = settings, step
        self._body = Body(step) if isinstance(step, Upload) else None
        self._received = bytearray()
        self.target: SplitResult = urlsplit(step.url.reveal() if isinstance(step, Upload) else settings.address.api_url)
        self.host = self.target.netloc.rpartition("@")[2]
        """The host, with its port if the URL names one."""
        direct = direct or settings.address.loopback or is_loopback(self.target.hostname)
        self.proxy = None if direct else proxy_for(self.target.hostname or "", self.target.port or 443, os.environ)

    def request(self, trace: Trace | None = None) -> httpx.Request:
        """Build the HTTP request. Pass it on directly: it contains the keys or the upload URL in plain text."""
        step, settings, times = self._step, self._settings, self._settings.timeouts
        read = times.upload_read if isinstance(step, Upload) else times.read
        waits = {"connect": times.connect, "read": read, "write": times.write, "pool": times.pool}
        extensions: dict[str, object] = {"timeout": {name: min(wait, step.limit) for name, wait in waits.items()}}
        if trace is not None:
            extensions["trace"] = trace
        headers = {b"User-Agent": f"{settings.agent} justpack/{__version__}".lstrip().encode()}
        if isinstance(step, Upload):
            url = httpx.URL(step.url.reveal())
            headers |= {b"Host": url.netloc, b"Content-Type": b"application/zip"}
            headers[b"Content-Length"] = str(step.body.size).encode()
            return httpx.Request("PUT", url, headers=headers, stream=self._body, extensions=extensions)
        headers |= {
            b"Accept": b"application/json",
            b"Accept-Encoding": b"identity",
            b"X-Access-Key": settings.credentials.access_key.reveal().encode("latin-1"),
            b"X-Secret-Key": settings.credentials.secret_key.reveal().encode("latin-1"),
        }
        url = httpx.URL(settings.address.api_url + step.path)
        return httpx.Request(step.method, url, headers=headers, json=step.body, extensions=extensions)

    @contextlib.contextmanager
    def receiving(self, response: httpx.Response) -> Iterator[None]:
        """Ignore a connection that breaks inside the body: the status is known and is more important."""
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._whole = self._headers.get("content-encoding", "identity").strip().lower() in _CODINGS
        try:
            yield
        except (httpx.HTTPError, OSError):
            self._whole = False

    def take(self, piece: bytes) -> bool:
        """Add a piece of the decoded body; return False if the size limit of the request is exceeded."""
        self._received += piece
        self._whole &= len(self._received) <= self._most
        return self._whole

    @property
    def _most(self) -> int:
        return self._step.most if isinstance(self._step, Request) else ANSWER

    def answer(self) -> Outcome:
        """Return the response after its body was received."""
        body = bytes(self._received[: self._most])
        return self._log(HttpResponse(self._status, self._headers, body, whole=self._whole, host=self.host))

    def settle(self, error: BaseException, *, late: bool) -> Outcome:
        """Convert an exception of the exchange to a failure, and raise any other one again without its traceback.

        Call the method outside any `except` block: a chained exception's traceback could contain secrets.
        """
        if self._body is not None:
            self._body.raise_again()
        chain = tuple(chained(error))
        error.__context__ = error.__cause__ = error.__traceback__ = None
        if not isinstance(error, Exception) or not (is_of_exchange(error) or late):
            raise error
        return self._log(failure_of(chain, self._step, self.host, self.proxy, self._settings.redactor, late=late))

    def _log(self, outcome: Outcome) -> Outcome:
        """Log the exchange as one line at DEBUG, without secrets, and return the outcome."""
        step = self._step
        what = f"{step.method} {step.path}" if isinstance(step, Request) else f"PUT to {step.url.host}"
        came = outcome.status if isinstance(outcome, HttpResponse) else f"{outcome.kind}, {outcome.detail}"
        _LOG.debug("%s: %s", what, came)
        return outcome


class Wire(ABC, Generic[TransportT]):
    """What both transports share: the connection pools and the TLS settings."""

    def __init__(self, settings: Settings, transport: TransportT | None = None) -> None:
        self._settings, self._ssl = settings, settings.ssl_context
        self._transport: TransportT | None = transport
        self._pools: dict[tuple[str, Proxy | None], TransportT] = {}

    def _start(self, step: Request | Upload) -> tuple[TransportT, Exchange]:
        """Return the connection pool for a request, made on first use, and its exchange. Raises UsageError."""
        exchange = Exchange(self._settings, step, direct=self._transport is not None)
        if self._transport is not None:
            return self._pools.setdefault(("", None), self._transport), exchange
        scheme, proxy = exchange.target.scheme, exchange.proxy
        if (scheme, proxy) not in self._pools:
            # Plain http needs no trusted certificates, so none are read for it: these settings trust nothing.
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if scheme == "http" else self._trust()
            tls = trust if proxy is not None and proxy.url.lower().startswith("https") else None
            self._pools[scheme, proxy] = self._make(trust, httpx.Proxy(proxy.url, ssl_context=tls) if proxy else None)
        return self._pools[scheme, proxy], exchange

    @abstractmethod
    def _make(self, trust: ssl.SSLContext, proxy: httpx.Proxy | None) -> TransportT: ...

    def _trust(self) -> ssl.SSLContext:
        """Return the TLS settings: the certificates of SSL_CERT_FILE and SSL_CERT_DIR if set, else those of certifi."""
        if self._ssl is None:
            try:
                folders = "" if os.environ.get("SSL_CERT_FILE") else os.environ.get("SSL_CERT_DIR", "")
                if folders and not any(map(os.path.isdir, folders.split(os.pathsep))):
                    raise NotADirectoryError(errno.ENOTDIR, "no such folder")  # OpenSSL would trust nothing
                self._ssl = httpx.create_ssl_context()
            except OSError as error:
                message = f"the trusted certificates cannot be read: {reason_of(error)}"
                raise UsageError(message, help="check SSL_CERT_FILE and SSL_CERT_DIR") from None
        return self._ssl


class Watchdog:
    """Limits the duration of the exchanges of one connection pool, one exchange at a time.

    A socket timeout limits one operation only, so a server that sends a byte now and then could delay a response
    without end, even inside a header. After the time limit the watchdog shuts down the sockets, and every operation
    that waits for them fails.
    """

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._turn = threading.RLock()  # a callback during an upload may use its client
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


class SyncWire(Wire[SyncTransport]):
    """The blocking transport: one exchange at a time."""

    def __init__(self, settings: Settings, transport: SyncTransport | None = None) -> None:
        super().__init__(settings, transport)
        self._watchdog = Watchdog()

    def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none. Raises UsageError of `_start`."""
        pool, exchange = self._start(step)
        problem: BaseException
        with _quiet():
            try:
                with self._watchdog.guard(step.limit):
                    response = pool.handle_request(exchange.request(self._watchdog.trace))
                    with contextlib.closing(response), exchange.receiving(response):
                        all(map(exchange.take, response.iter_bytes()))
                    return exchange.answer()
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return exchange.settle(problem, late=self._watchdog.fired)

    def _make(self, trust: ssl.SSLContext, proxy: httpx.Proxy | None) -> SyncTransport:
        return httpx.HTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=_OPTIONS)

    def close(self) -> None:
        """Close all connections."""
        with _quiet():
            while self._pools:
                self._pools.popitem()[1].close()


class AsyncWire(Wire[AsyncTransport]):
    """The asyncio transport."""

    async def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none. Raises UsageError of `_start`."""
        pool, exchange = self._start(step)
        problem: BaseException
        timer = asyncio.timeout(max(step.limit, 0.0))
        with _quiet():
            try:
                async with timer:
                    response = await pool.handle_async_request(exchange.request())
                    async with contextlib.aclosing(response):
                        with exchange.receiving(response):
                            async for piece in response.aiter_bytes():
                                if not exchange.take(piece):
                                    break
                    return exchange.answer()
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return exchange.settle(problem, late=timer.expired())

    def _make(self, trust: ssl.SSLContext, proxy: httpx.Proxy | None) -> AsyncTransport:
        return httpx.AsyncHTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=_OPTIONS)

    async def close(self) -> None:
        """Close all connections."""
        with _quiet():
            while self._pools:
                await self._pools.popitem()[1].aclose()


def _not_ours(_record: logging.LogRecord) -> bool:
    return not _EXCHANGING.get()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop the log records of the HTTP library inside the context, in this thread or task only.

    httpcore logs all headers at DEBUG, which contain keys and upload URLs.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_not_ours)  # a second addition of the filter has no effect
    token = _EXCHANGING.set(True)
    try:
        yield
    finally:
        _EXCHANGING.reset(token)
