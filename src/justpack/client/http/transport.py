"""The HTTP transport: sends API requests and uploads with httpx. No other module imports httpx.

API requests and uploads use separate HTTP clients, so that the keys are never sent to the store. Redirects are not
followed. Responses are read in pieces up to a size limit. Errors are returned as values, because the frames of an
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
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.util import find_spec
from types import TracebackType
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx

from justpack._version import __version__
from justpack.client.http.address import Address, is_loopback
from justpack.client.http.failures import chained, failure_of, is_of_exchange, reason_of
from justpack.client.http.limits import ANSWER, Timeouts
from justpack.client.http.proxies import Proxy, proxy_for
from justpack.client.http.redact import Redactor
from justpack.client.http.secret import Credentials
from justpack.client.http.steps import HttpResponse, Outcome, Request, Upload
from justpack.client.http.watchdog import Watchdog
from justpack.errors import UsageError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
Trace: TypeAlias = Callable[[str, dict[str, object]], None]
C = TypeVar("C", httpx.Client, httpx.AsyncClient)

_LOG = logging.getLogger("justpack.client")
_LOG.addHandler(logging.NullHandler())
_EXCHANGING: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter applies only to its own logger and not to child loggers, so every logger is listed.
_LOGGERS = ("httpx", "httpcore", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
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


@dataclass(frozen=True, slots=True)
class Settings:
    """What a transport needs to know."""

    address: Address
    credentials: Credentials
    redactor: Redactor
    timeouts: Timeouts
    ssl_context: ssl.SSLContext | None
    agent: str
    """The name of the program that uses the client, which is put before justpack's own, or ""."""


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an upload, which reports its progress and keeps an exception of the callback apart."""

    def __init__(self, step: Upload) -> None:
        self._step = step
        self._raised: BaseException | None = None
        self._frames: TracebackType | None = None
        self._done = self._fast = 0

    def __iter__(self) -> Iterator[bytes]:
        with contextlib.closing(self._step.body.blocks_ahead()) as blocks:
            for block in blocks:
                if not block.result():
                    break
                yield from self._pieces(block.result())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with contextlib.closing(self._step.body.blocks_ahead()) as blocks:
            for block in blocks:
                if not await asyncio.wrap_future(block):
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


class Wire(Generic[C]):
    """What both transports share: the HTTP clients, the requests, and the meaning of errors."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ssl = settings.ssl_context
        self._clients: dict[tuple[type[Request | Upload], Proxy | None], C] = {}

    def client(self, step: Request | Upload, make: Callable[[ssl.SSLContext, str | None], C], own: bool) -> C:
        """Return the HTTP client for a kind of request, made on first use; `own` if the caller set the transport."""
        proxy = None if own else self.proxy(step)
        key = (type(step), proxy)
        if key not in self._clients:
            plain = own or (self._ssl is None and self._target(step).scheme == "http")
            # Plain http needs no trusted certificates, so none are read for it: these settings trust nothing.
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else self._trust()
            self._clients[key] = make(trust, None if proxy is None else proxy.url)
        return self._clients[key]

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

    def _target(self, step: Request | Upload) -> SplitResult:
        return urlsplit(step.url.reveal() if isinstance(step, Upload) else self._settings.address.api_url)

    def host(self, step: Request | Upload) -> str:
        """Return the host of a request, with its port if the URL names one."""
        return self._target(step).netloc.rpartition("@")[2]

    def proxy(self, step: Request | Upload) -> Proxy | None:
        """Return the proxy for a request, or None. Raises UsageError, without the address, if it cannot be used."""
        target = self._target(step)
        if self._settings.address.loopback or is_loopback(target.hostname):
            return None
        found = proxy_for(target.hostname or "", target.port or 443, os.environ)
        problem = None if found is None else found.problem
        if found is not None and problem is None and found.url.startswith("socks"):
            problem = None if find_spec("socksio") else 'a SOCKS proxy needs `pip install "httpx[socks]"`'
        if found is None or problem is None:
            return found
        message = f"the proxy that {found.variable} names cannot be used: {problem}"
        raise UsageError(message, help=f"correct or unset {found.variable}")

    def request(self, step: Request | Upload, body: Body | None, trace: Trace | None = None) -> httpx.Request:
        """Build the HTTP request. Pass it on directly: it contains the keys or the upload URL in plain text."""
        settings, times = self._settings, self._settings.timeouts
        waits = {"connect": times.connect, "read": times.read, "write": times.write, "pool": times.pool}
        if isinstance(step, Upload):
            waits["read"] = times.upload_read
        extensions: dict[str, object] = {"timeout": {name: min(wait, step.limit) for name, wait in waits.items()}}
        if trace is not None:
            extensions["trace"] = trace
        agent = f"{settings.agent} justpack/{__version__}".lstrip().encode()
        if isinstance(step, Upload):
            url = httpx.URL(step.url.reveal())
            headers = {b"Host": url.netloc, b"User-Agent": agent, b"Content-Type": b"application/zip"}
            headers[b"Content-Length"] = str(step.body.size).encode()
            return httpx.Request("PUT", url, headers=headers, stream=body, extensions=extensions)
        headers = {
            b"User-Agent": agent,
            b"Accept": b"application/json",
            b"Accept-Encoding": b"identity",
            b"X-Access-Key": settings.credentials.access_key.reveal().encode("latin-1"),
            b"X-Secret-Key": settings.credentials.secret_key.reveal().encode("latin-1"),
        }
        url = httpx.URL(settings.address.api_url + step.path)
        return httpx.Request(step.method, url, headers=headers, json=step.body, extensions=extensions)

    def log(self, step: Request | Upload, outcome: Outcome) -> Outcome:
        """Log the exchange as one line at DEBUG, without secrets, and return the outcome."""
        what = f"{step.method} {step.path}" if isinstance(step, Request) else f"PUT to {step.url.host}"
        came = outcome.status if isinstance(outcome, HttpResponse) else f"{outcome.kind}, {outcome.detail}"
        _LOG.debug("%s: %s", what, came)
        return outcome

    def settle(self, error: BaseException, step: Request | Upload, body: Body | None, *, late: bool) -> Outcome:
        """Convert an exception of an exchange to a failure, and raise any other one again without its traceback.

        Call the method outside any `except` block: a chained exception's traceback could contain secrets.
        """
        if body is not None:
            body.raise_again()
        chain = tuple(chained(error))
        error.__context__ = error.__cause__ = error.__traceback__ = None
        if not isinstance(error, Exception) or not (is_of_exchange(error) or late):
            raise error
        failure = failure_of(chain, step, self.host(step), self.proxy(step), self._settings.redactor, late=late)
        return self.log(step, failure)


class SyncWire(Wire[httpx.Client]):
    """The blocking transport: one exchange at a time."""

    def __init__(self, settings: Settings, transport: SyncTransport | None = None) -> None:
        super().__init__(settings)
        self._transport = transport
        self._watchdog = Watchdog()

    def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none; raises UsageError of `client`."""
        client = self.client(step, self._make, self._transport is not None)
        body = Body(step) if isinstance(step, Upload) else None
        problem: BaseException
        with _quiet():
            try:
                with self._watchdog.guard(step.limit):
                    response = client.send(self.request(step, body, self._watchdog.trace), stream=True)
                    with contextlib.closing(response):
                        intake = _Intake(response, step)
                        with intake.taking():
                            all(map(intake.take, response.iter_bytes()))
                    return self.log(step, intake.answer(self.host(step)))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return self.settle(problem, step, body, late=self._watchdog.fired)

    def _make(self, trust: ssl.SSLContext, proxy: str | None) -> httpx.Client:
        transport = self._transport
        if transport is None:
            transport = httpx.HTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=_OPTIONS)
        return httpx.Client(transport=transport, trust_env=False)

    def close(self) -> None:
        """Close all connections."""
        with _quiet():
            for client in self._clients.values():
                client.close()
        self._clients.clear()


class AsyncWire(Wire[httpx.AsyncClient]):
    """The asyncio transport."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None = None) -> None:
        super().__init__(settings)
        self._transport = transport

    async def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none; raises UsageError of `client`."""
        client = self.client(step, self._make, self._transport is not None)
        body = Body(step) if isinstance(step, Upload) else None
        problem: BaseException
        timer = asyncio.timeout(max(step.limit, 0.0))
        with _quiet():
            try:
                async with timer:
                    response = await client.send(self.request(step, body), stream=True)
                    async with contextlib.aclosing(response):
                        intake = _Intake(response, step)
                        with intake.taking():
                            async for piece in response.aiter_bytes():
                                if not intake.take(piece):
                                    break
                    return self.log(step, intake.answer(self.host(step)))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return self.settle(problem, step, body, late=timer.expired())

    def _make(self, trust: ssl.SSLContext, proxy: str | None) -> httpx.AsyncClient:
        transport = self._transport
        if transport is None:
            transport = httpx.AsyncHTTPTransport(trust, trust_env=False, proxy=proxy, socket_options=_OPTIONS)
        return httpx.AsyncClient(transport=transport, trust_env=False)

    async def close(self) -> None:
        """Close all connections."""
        with _quiet():
            for client in self._clients.values():
                await client.aclose()
        self._clients.clear()


class _Intake:
    """A response that is being received, up to the size limit of its request."""

    def __init__(self, response: httpx.Response, step: Request | Upload) -> None:
        self._most = step.most if isinstance(step, Request) else ANSWER
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._body = bytearray()
        self._whole = self._headers.get("content-encoding", "identity").strip().lower() in _CODINGS

    @contextlib.contextmanager
    def taking(self) -> Iterator[None]:
        """Ignore a connection that breaks inside the body: the status is known and is more important."""
        try:
            yield
        except (httpx.HTTPError, OSError):
            self._whole = False

    def take(self, piece: bytes) -> bool:
        """Add a piece of the decoded body; return False if the size limit is exceeded."""
        self._body += piece
        self._whole &= len(self._body) <= self._most
        return self._whole

    def answer(self, host: str) -> HttpResponse:
        return HttpResponse(self._status, self._headers, bytes(self._body[: self._most]), whole=self._whole, host=host)


def _not_ours(_record: logging.LogRecord) -> bool:
    return not _EXCHANGING.get()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop the log records of the HTTP library inside the context, in this thread or task only.

    httpx logs complete URLs at INFO, and httpcore logs all headers at DEBUG, which contain keys and upload URLs.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_not_ours)  # a second addition of the filter has no effect
    token = _EXCHANGING.set(True)
    try:
        yield
    finally:
        _EXCHANGING.reset(token)
