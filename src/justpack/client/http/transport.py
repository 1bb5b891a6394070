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
import ssl
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx

from justpack._version import __version__
from justpack.client.http.address import is_loopback
from justpack.client.http.failures import chained, failure_of, is_of_exchange, reason_of
from justpack.client.http.limits import Settings
from justpack.client.http.proxies import Proxy, proxy_for
from justpack.client.http.steps import HttpResponse, Outcome, Request, Upload
from justpack.client.http.streams import OPTIONS, AsyncBackend, Backend
from justpack.errors import UsageError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
TransportT = TypeVar("TransportT", SyncTransport, AsyncTransport)

_LOG = logging.getLogger("justpack.client")
_LOG.addHandler(logging.NullHandler())
_EXCHANGING: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter applies only to its own logger and not to child loggers, so every logger is listed.
_LOGGERS = ("httpcore", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
_CODINGS = ("identity", "gzip", "deflate")
_PIECE = 1 << 16
"""The number of bytes between two reports of the progress."""
_FAST_BLOCK, _FAST_BLOCKS = 0.1, 16
"""The number of seconds and of blocks in a row after which a connection counts as fast and is given whole blocks.

The blocks are more than the system keeps without sending, so that a slow connection never counts as fast.
"""


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
                # The sockets have a deadline, but not the file.
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
        """Yield a block in pieces, or whole if the last blocks were sent fast."""
        began = time.monotonic()
        size = _PIECE if self._fast < _FAST_BLOCKS else len(block)
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
        self.ends = time.monotonic() + step.limit
        """The deadline of the exchange on the monotonic clock."""
        self._body = Body(step) if isinstance(step, Upload) else None
        self._received = bytearray()
        self.target: SplitResult = urlsplit(step.url.reveal() if isinstance(step, Upload) else settings.address.api_url)
        self.host = self.target.netloc.rpartition("@")[2]
        """The host, with its port if the URL names one."""
        direct = direct or settings.address.loopback or is_loopback(self.target.hostname)
        self.proxy = None if direct else proxy_for(self.target.hostname or "", self.target.port or 443, os.environ)

    def request(self) -> httpx.Request:
        """Build the HTTP request. Pass it on directly: it contains the keys or the upload URL in plain text."""
        step, settings, times = self._step, self._settings, self._settings.timeouts
        read = times.upload_read if isinstance(step, Upload) else times.read
        waits = {"connect": times.connect, "read": read, "write": times.write, "pool": times.pool}
        extensions = {"timeout": {name: min(wait, step.limit) for name, wait in waits.items()}}
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
        self._whole &= len(self._received) <= self._step.most and time.monotonic() < self.ends
        return self._whole

    def answer(self) -> Outcome:
        """Return the response after its body was received."""
        body = bytes(self._received[: self._step.most])
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


class SyncWire(Wire[SyncTransport]):
    """The blocking transport: one exchange at a time."""

    def __init__(self, settings: Settings, transport: SyncTransport | None = None) -> None:
        super().__init__(settings, transport)
        self._backend = Backend()

    def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none. Raises UsageError of `_start`."""
        pool, exchange = self._start(step)
        self._backend.ends = exchange.ends
        problem: BaseException
        with _quiet():
            try:
                response = pool.handle_request(exchange.request())
                with contextlib.closing(response), exchange.receiving(response):
                    all(map(exchange.take, response.iter_bytes()))
                return exchange.answer()
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return exchange.settle(problem, late=time.monotonic() >= exchange.ends)

    def _make(self, trust: ssl.SSLContext, proxy: httpx.Proxy | None) -> SyncTransport:
        made = httpx.HTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=OPTIONS)
        made._pool._network_backend = self._backend  # httpx has no parameter for it
        return made

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
        made = httpx.AsyncHTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=OPTIONS)
        made._pool._network_backend = AsyncBackend()  # httpx has no parameter for it
        return made

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
