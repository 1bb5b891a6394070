"""The HTTP transport: sends API requests and uploads with httpx. No other module imports httpx.

API requests and uploads use separate HTTP clients, so that the keys are never sent to the store. Redirects are not
followed. Responses are read in pieces up to a size limit. Errors are returned as values, because the frames of an
exception's traceback would contain keys and URLs in plain text.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import zlib
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
from justpack.client.http.archive_body import CHUNK, ArchiveChanged
from justpack.client.http.limits import ANSWER, Timeouts
from justpack.client.http.proxies import Proxy, proxy_for
from justpack.client.http.redact import Redactor
from justpack.client.http.secret import Credentials
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Request, Upload
from justpack.client.http.watchdog import Watchdog
from justpack.errors import UsageError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
Trace: TypeAlias = Callable[[str, dict[str, object]], None]
C = TypeVar("C", httpx.Client, httpx.AsyncClient)
E = TypeVar("E", bound=BaseException)

_LOG = logging.getLogger("justpack.client")
_LOG.addHandler(logging.NullHandler())
_EXCHANGING: ContextVar[bool] = ContextVar("justpack_exchange", default=False)
# A filter applies only to its own logger and not to child loggers, so every logger is listed.
_LOGGERS = ("httpx", "httpcore", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
_AHEAD = 16 * CHUNK
"""The number of bytes that a thread reads at once for the asyncio client."""
_UNSENT_BYTES = 1 << 20
# The system accepts some megabytes that it has not sent. On a slow line they would need longer than the time limit of
# the response, which begins after the last byte was accepted.
_OPTIONS = (
    [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)] if hasattr(socket, "TCP_NOTSENT_LOWAT") else []
)
_UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_HTTP = {"httpx", "httpcore", "h11", "anyio"}
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNSENDABLE = (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)
_WORDS: dict[type[Exception], str] = {
    httpx.ConnectTimeout: "connecting took too long",
    httpx.ReadTimeout: "no answer came in time",
    httpx.WriteTimeout: "sending stalled",
}


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

    def __iter__(self) -> Iterator[bytes]:
        done = 0
        for chunk in self._step.body.chunks():
            yield chunk
            done += len(chunk)
            self._report(done)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        done = 0
        pieces = self._step.body.chunks(_AHEAD)
        # The archive is read in a thread, so that the event loop never waits for the disk.
        while piece := await asyncio.to_thread(next, pieces, b""):
            for start in range(0, len(piece), CHUNK):
                chunk = piece[start : start + CHUNK]
                yield chunk
                done += len(chunk)
                self._report(done)

    def _report(self, done: int) -> None:
        try:
            self._step.on_progress(done)
        except BaseException as error:
            self._raised, self._frames = error, error.__traceback__ and error.__traceback__.tb_next
            raise

    def raise_again(self) -> None:
        """Raise the exception of the callback, if there is one.

        Its traceback contains only the frames of the callback: those of the transport could show keys and URLs.
        """
        if self._raised is not None:
            raise self._raised.with_traceback(self._frames)


class Wire(Generic[C]):
    """What both transports share: the HTTP clients, the requests, and the meaning of errors."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ssl = settings.ssl_context
        self._clients: dict[tuple[type[Request | Upload], Proxy | None], C] = {}

    def client(self, step: Request | Upload, make: Callable[[ssl.SSLContext, str | None], C], own: bool) -> C:
        """Return the HTTP client for a kind of request, made on first use; `own` if the caller set the transport.

        Raises UsageError if the proxy or the certificates that the environment names cannot be used.
        """
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
                self._ssl = httpx.create_ssl_context()
            except OSError as error:
                message = f"the trusted certificates cannot be read: {error.strerror or error}"
                raise UsageError(message, help="check SSL_CERT_FILE and SSL_CERT_DIR") from None
        return self._ssl

    def _target(self, step: Request | Upload) -> SplitResult:
        return urlsplit(step.url.reveal() if isinstance(step, Upload) else self._settings.address.api_url)

    def host(self, step: Request | Upload) -> str:
        """Return the host of a request, with its port if the URL names one."""
        return self._target(step).netloc.rpartition("@")[2]

    def proxy(self, step: Request | Upload) -> Proxy | None:
        """Return the proxy for a request, or None. No proxy is used for a loopback address.

        Raises UsageError if the proxy cannot be used. The message omits its address, which may contain a password.
        """
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
        """Build the HTTP request. Pass it on directly: it contains the keys or the upload URL in plain text.

        An upload has the signed headers and a Content-Length, because stores refuse a chunked body.
        """
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
        """Convert an exception of an exchange to a failure.

        An exception that is not a failure of the exchange (an interrupt, an exception of the caller's callback) is
        raised again without its traceback. The method must be called outside any `except` block, so that the exception
        is not chained to another one, whose traceback could contain secrets.
        """
        if body is not None:
            body.raise_again()
        untrusted, cause = _find(error, ssl.SSLCertVerificationError), _find(error, OSError)
        error.__context__ = error.__cause__ = error.__traceback__ = None
        ours = isinstance(error, OSError | UnicodeError | ArchiveChanged)
        ours = ours or type(error).__module__.partition(".")[0] in _HTTP
        if not isinstance(error, Exception) or not (ours or late):
            raise error
        return self.log(step, self._failure(error, step, untrusted, cause, late=late))

    def _failure(
        self,
        error: Exception,
        step: Request | Upload,
        untrusted: ssl.SSLCertVerificationError | None,
        cause: OSError | None,
        *,
        late: bool,
    ) -> Failure:
        host = self.host(step)
        detail = self._settings.redactor.line(_WORDS.get(type(error)) or str(error)) or type(error).__name__
        if isinstance(error, ArchiveChanged):
            return Failure("changed", detail, host)
        if late:
            return Failure("slow", f"it was not done after {step.limit:.3g} s", host)
        if untrusted is not None:
            return Failure("certificate", *_certificate(untrusted, host))
        if isinstance(error, httpx.ProxyError):
            return self._proxy_failure(step, detail, host)
        if "LocalProtocolError" in type(error).__name__:
            return Failure("changed" if isinstance(step, Upload) else "unsendable", detail, host)
        if isinstance(error, _UNSENT):
            return self._unconnected(step, cause, detail, host)
        return Failure("unsendable" if isinstance(error, _UNSENDABLE) else "lost", detail, host)

    def _unconnected(self, step: Request | Upload, cause: OSError | None, detail: str, host: str) -> Failure:
        """Return the failure of a connection that was not made, to the host or to its proxy."""
        proxy = self.proxy(step)
        reason = self._settings.redactor.line((cause.strerror or "") if cause is not None else "") or detail
        if isinstance(cause, ConnectionRefusedError):
            reason = "connection refused"
        if proxy is not None:
            reason = f"the proxy {proxy.host} cannot be reached: {reason}"
        if isinstance(cause, socket.gaierror) and cause.errno in _UNKNOWN_HOST:
            advice = f"check {proxy.variable}" if proxy is not None else f"check the host name {host} and the network"
            return Failure("unreachable", reason, host, advice)
        return Failure("connect", reason, host)

    def _proxy_failure(self, step: Request | Upload, detail: str, host: str) -> Failure:
        """Return the failure of a proxy that does not open a connection to the host."""
        proxy = self.proxy(step)
        name, variable = ("", "") if proxy is None else (f" {proxy.host}", proxy.variable)
        refused = detail[:1] == "4" and detail[:3] not in ("408", "425", "429")
        text = f"the proxy{name} answered {detail}" if detail[:3].isdigit() else f"the proxy{name} failed: {detail}"
        return Failure("proxy" if refused else "connect", text, host, f"check {variable}, or ask who runs the proxy")


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
                            # The response of a test transport has already been read.
                            pieces = (response.content,) if response.is_stream_consumed else response.iter_raw()
                            all(intake.take(piece) for piece in pieces)
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
                            if response.is_stream_consumed:
                                intake.take(response.content)
                            else:
                                async for piece in response.aiter_raw():
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
    """A response that is being received, with a limit of its size before and after decompression."""

    def __init__(self, response: httpx.Response, step: Request | Upload) -> None:
        self._most = step.most if isinstance(step, Request) else ANSWER
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._body = bytearray()
        self._whole = True

    @contextlib.contextmanager
    def taking(self) -> Iterator[None]:
        """Ignore a connection that breaks inside the body: the status is known and is more important."""
        try:
            yield
        except (httpx.HTTPError, OSError):
            self._whole = False

    def take(self, piece: bytes) -> bool:
        """Add a piece of the body; return False if the size limit is exceeded."""
        self._body += piece
        self._whole = len(self._body) <= self._most
        return self._whole

    def answer(self, host: str) -> HttpResponse:
        body: bytes | None = bytes(self._body[: self._most])
        coding = self._headers.get("content-encoding", "identity").strip().lower()
        if self._whole and coding != "identity":
            body = self._unpacked() if coding in ("gzip", "x-gzip", "deflate") else None
        return HttpResponse(self._status, self._headers, body or b"", whole=self._whole and body is not None, host=host)

    def _unpacked(self) -> bytes | None:
        try:
            body = zlib.decompressobj(wbits=47).decompress(bytes(self._body), self._most + 1)
        except zlib.error:
            return None
        return body if len(body) <= self._most else None


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


def _find(error: BaseException | None, kind: type[E]) -> E | None:
    """Return the innermost exception of this kind in the chain of causes, or None."""
    found: E | None = None
    for _ in range(20):
        if error is None:
            break
        if isinstance(error, kind):
            found = error
        error = error.__cause__ or error.__context__
    return found


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> tuple[str, str, str]:
    """Return what is wrong with a certificate, the host, and the help. Codes: OpenSSL, `X509_V_ERR_*`."""
    if error.verify_code == 10:
        return "its certificate has expired", host, f"ask who runs {host}; check the clock of this machine too"
    if error.verify_code == 9:
        return "its certificate is not valid yet", host, "check the clock of this machine"
    if error.verify_code in (62, 64):
        return f"its certificate is for another host than {host}", host, "check the API's address and the proxy"
    advice = "if you use a proxy or a private CA, set SSL_CERT_FILE to the certificates to trust"
    return f"its certificate is not trusted: {error.verify_message or 'unknown issuer'}", host, advice
