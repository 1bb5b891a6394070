"""The HTTP transport: sends API requests and uploads with httpx. No other module imports httpx.

API requests and uploads use separate HTTP clients, so that the keys are never sent to the store. Redirects are not
followed. Responses are read in pieces up to a size limit. Errors are returned as values, because the frames of an
exception's traceback would contain keys and URLs in plain text.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import ssl
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from types import TracebackType
from typing import TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx

from justpack._version import __version__
from justpack.deploy.http.address import Address, is_loopback
from justpack.deploy.http.body import ArchiveChanged
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import ANSWER, Timeouts
from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome, Request, Upload
from justpack.deploy.http.proxies import Proxy, proxy_for
from justpack.deploy.http.quiet import quiet
from justpack.deploy.http.redact import Redactor
from justpack.deploy.http.watchdog import Watchdog
from justpack.errors import UsageError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
Trace: TypeAlias = Callable[[str, dict[str, object]], None]

_LOG = logging.getLogger("justpack.deploy")
_LOG.addHandler(logging.NullHandler())

_AGENT = f"justpack/{__version__}"
_AHEAD = 16
"""The number of chunks that a thread reads at once for the asyncio client."""
_UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_HTTP = {"httpx", "httpcore", "h11", "anyio"}
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNSENDABLE = (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)
_WORDS: dict[type[Exception], str] = {
    httpx.ConnectTimeout: "connecting took too long",
    httpx.ReadTimeout: "no answer came in time",
    httpx.WriteTimeout: "sending stalled",
}


class Wiring:
    """Base class of the blocking and the asyncio transport: builds requests and interprets errors."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        redactor: Redactor,
        timeouts: Timeouts,
        ssl_context: ssl.SSLContext | None,
        agent: str = "",
    ) -> None:
        self.address = address
        self.redactor = redactor
        self.timeouts = timeouts
        self._credentials = credentials
        self._ssl = ssl_context
        self._agent = f"{agent} {_AGENT}" if agent else _AGENT

    @property
    def ssl_context(self) -> ssl.SSLContext:
        """The TLS settings of both HTTP clients, created on first use.

        The trusted certificates are read from SSL_CERT_FILE and SSL_CERT_DIR if they are set, otherwise from certifi.
        Raises UsageError if the certificates cannot be read.
        """
        if self._ssl is None:
            try:
                self._ssl = httpx.create_ssl_context()
            except OSError as error:
                message = f"the trusted certificates cannot be read: {error.strerror or error}"
                raise UsageError(message, help="check SSL_CERT_FILE and SSL_CERT_DIR") from None
        return self._ssl

    def _target(self, step: Request | Upload) -> SplitResult:
        return urlsplit(step.url.reveal() if isinstance(step, Upload) else self.address.api_url)

    def host(self, step: Request | Upload) -> str:
        """Return the host of a request, with its port if the URL names one."""
        return self._target(step).netloc.rpartition("@")[2]

    def proxy(self, step: Request | Upload) -> Proxy | None:
        """Return the proxy for a request, or None. No proxy is used for a loopback address.

        Raises UsageError if the proxy cannot be used. The message omits its address, which may contain a password.
        """
        target = self._target(step)
        if self.address.loopback or is_loopback(target.hostname):
            return None
        found = proxy_for(target.hostname or "", target.port or 443, os.environ)
        problem = None if found is None else found.problem
        if found is not None and problem is None and found.url.startswith("socks"):
            problem = None if find_spec("socksio") else 'a SOCKS proxy needs `pip install "httpx[socks]"`'
        if found is None or problem is None:
            return found
        message = f"the proxy that {found.variable} names cannot be used: {problem}"
        raise UsageError(message, help=f"correct or unset {found.variable}")

    def trust(self, step: Request | Upload) -> ssl.SSLContext:
        """Return the TLS settings for a request. Plain http needs none, so no certificates are read for it."""
        if self._ssl is None and self._target(step).scheme == "http":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nothing
        return self.ssl_context

    def api(self, step: Request, trace: Trace | None = None) -> httpx.Request:
        """Build the HTTP request of an API call. Pass it on directly: its headers contain the keys in plain text."""
        return httpx.Request(
            step.method,
            self.address.api_url + step.path,
            headers={
                b"User-Agent": self._agent.encode(),
                b"Accept": b"application/json",
                b"Accept-Encoding": b"identity",
                b"X-Access-Key": self._credentials.access_key.reveal().encode("latin-1"),
                b"X-Secret-Key": self._credentials.secret_key.reveal().encode("latin-1"),
            },
            json=step.body,
            extensions=self._extensions(step.limit, self.timeouts.read, trace),
        )

    def put(
        self, step: Upload, body: Iterable[bytes] | AsyncIterable[bytes], trace: Trace | None = None
    ) -> httpx.Request:
        """Build the HTTP request of an upload, with the signed headers and a Content-Length.

        Stores refuse a chunked body. Pass the request on directly: it contains the upload URL in plain text.
        """
        return httpx.Request(
            "PUT",
            step.url.reveal(),
            headers={
                "User-Agent": self._agent,
                "Content-Type": "application/zip",
                "Content-Length": str(step.body.size),
            },
            content=body,
            extensions=self._extensions(step.limit, self.timeouts.upload_read, trace),
        )

    def _extensions(self, limit: float, read: float, trace: Trace | None) -> dict[str, object]:
        times = {
            "connect": self.timeouts.connect,
            "read": read,
            "write": self.timeouts.write,
            "pool": self.timeouts.pool,
        }
        extensions: dict[str, object] = {"timeout": {name: min(seconds, limit) for name, seconds in times.items()}}
        return extensions if trace is None else {**extensions, "trace": trace}

    def log(self, step: Request | Upload, outcome: Outcome) -> Outcome:
        """Log the exchange as one line at DEBUG, without secrets, and return the outcome."""
        what = f"{step.method} {step.path}" if isinstance(step, Request) else f"PUT to {step.url.host}"
        came = outcome.status if isinstance(outcome, HttpResponse) else f"{outcome.kind}, {outcome.detail}"
        _LOG.debug("%s: %s", what, came)
        return outcome

    def settle(self, error: BaseException, step: Request | Upload, *, late: bool) -> Failure:
        """Convert an exception of an exchange to a failure.

        An exception that is not a failure of the exchange (an interrupt, an exception of the caller's callback) is
        raised again without its traceback. The method must be called outside any `except` block, so that the exception
        is not chained to another one, whose traceback could contain secrets.
        """
        untrusted, cause = _find(error, ssl.SSLCertVerificationError), _find(error, OSError)
        error.__context__ = error.__cause__ = error.__traceback__ = None
        host = self.host(step)
        if isinstance(error, ArchiveChanged):
            return Failure("changed", self.redactor.line(str(error)), host)
        ours = isinstance(error, OSError | UnicodeError) or type(error).__module__.partition(".")[0] in _HTTP
        if not isinstance(error, Exception) or not (ours or late):
            raise error
        if late:
            return Failure("slow", f"it was not done after {step.limit:.3g} s", host)
        if untrusted is not None:
            return Failure("certificate", *_certificate(untrusted, host))
        detail = self.redactor.line(_WORDS.get(type(error)) or str(error)) or type(error).__name__
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
        reason = self.redactor.line((cause.strerror or "") if cause is not None else "") or detail
        if isinstance(cause, ConnectionRefusedError):
            reason = "connection refused"
        if proxy is not None:
            reason = f"the proxy {proxy.host} cannot be reached: {reason}"
        unknown = isinstance(cause, socket.gaierror) and cause.errno in _UNKNOWN_HOST
        if unknown:
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


E = TypeVar("E", bound=BaseException)


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


class _Intake:
    """A response that is being received, with a limit of its size before and after decompression."""

    def __init__(self, response: httpx.Response, step: Request | Upload, host: str) -> None:
        self._host = host
        self._most = step.most if isinstance(step, Request) else ANSWER
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._body = bytearray()

    def take(self, piece: bytes) -> bool:
        """Add a piece of the body; return False if the size limit is exceeded."""
        self._body += piece
        return len(self._body) <= self._most

    def answer(self, *, whole: bool) -> HttpResponse:
        body: bytes | None = bytes(self._body[: self._most])
        whole = whole and len(self._body) <= self._most
        coding = self._headers.get("content-encoding", "identity").strip().lower()
        if whole and coding != "identity":
            body = _unpacked(bytes(self._body), self._most) if coding in ("gzip", "x-gzip", "deflate") else None
        whole = whole and body is not None
        return HttpResponse(self._status, self._headers, body or b"", whole=whole, host=self._host)


def _unpacked(data: bytes, most: int) -> bytes | None:
    try:
        body = zlib.decompressobj(wbits=47).decompress(data, most + 1)
    except zlib.error:
        return None
    return body if len(body) <= most else None


class SyncWire(Wiring):
    """The blocking transport: one exchange at a time for each of its two HTTP clients."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        redactor: Redactor,
        timeouts: Timeouts,
        ssl_context: ssl.SSLContext | None = None,
        transport: SyncTransport | None = None,
        agent: str = "",
    ) -> None:
        super().__init__(address, credentials, redactor, timeouts, ssl_context, agent)
        self._transport = transport
        self._clients: dict[tuple[type[Request | Upload], Proxy | None], tuple[httpx.Client, Watchdog]] = {}

    def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none.

        Raises UsageError if the proxy or the certificates that the environment names cannot be used.
        """
        client, watchdog = self._client(step)
        problem: BaseException
        body = _SyncBody(step) if isinstance(step, Upload) else None
        with quiet():
            try:
                with watchdog.guard(step.limit):
                    return self.log(step, self._exchange(client, step, body, watchdog.trace))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        if body is not None:
            body.raise_again()
        return self.log(step, self.settle(problem, step, late=watchdog.fired))

    def _exchange(
        self, client: httpx.Client, step: Request | Upload, body: _SyncBody | None, trace: Trace
    ) -> HttpResponse:
        if isinstance(step, Upload):
            assert body is not None
            response = client.send(self.put(step, body, trace), stream=True)
        else:
            response = client.send(self.api(step, trace), stream=True)
        try:
            intake = _Intake(response, step, self.host(step))
            try:
                # The response of a test transport has already been read.
                pieces = (response.content,) if response.is_stream_consumed else response.iter_raw()
                whole = all(intake.take(piece) for piece in pieces)
            except (httpx.HTTPError, OSError):
                whole = False  # the status is known and is more important than the body
            return intake.answer(whole=whole)
        finally:
            response.close()

    def _client(self, step: Request | Upload) -> tuple[httpx.Client, Watchdog]:
        proxy = None if self._transport is not None else self.proxy(step)
        key = (type(step), proxy)
        if key not in self._clients:
            if self._transport is not None:
                client = httpx.Client(transport=self._transport)
            else:
                url = None if proxy is None else proxy.url
                client = httpx.Client(verify=self.trust(step), trust_env=False, proxy=url)
            self._clients[key] = (client, Watchdog())
        return self._clients[key]

    def close(self) -> None:
        """Close all connections."""
        with quiet():
            for client, _ in self._clients.values():
                client.close()
        self._clients.clear()


class AsyncWire(Wiring):
    """The asyncio transport."""

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        redactor: Redactor,
        timeouts: Timeouts,
        ssl_context: ssl.SSLContext | None = None,
        transport: AsyncTransport | None = None,
        agent: str = "",
    ) -> None:
        super().__init__(address, credentials, redactor, timeouts, ssl_context, agent)
        self._transport = transport
        self._clients: dict[tuple[type[Request | Upload], Proxy | None], httpx.AsyncClient] = {}

    async def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none.

        Raises UsageError if the proxy or the certificates that the environment names cannot be used.
        """
        client = self._client(step)
        problem: BaseException
        body = _AsyncBody(step) if isinstance(step, Upload) else None
        timer = asyncio.timeout(max(step.limit, 0.0))
        with quiet():
            try:
                async with timer:
                    return self.log(step, await self._exchange(client, step, body))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        if body is not None:
            body.raise_again()
        return self.log(step, self.settle(problem, step, late=timer.expired()))

    async def _exchange(
        self, client: httpx.AsyncClient, step: Request | Upload, body: _AsyncBody | None
    ) -> HttpResponse:
        if isinstance(step, Upload):
            assert body is not None
            response = await client.send(self.put(step, body), stream=True)
        else:
            response = await client.send(self.api(step), stream=True)
        try:
            intake = _Intake(response, step, self.host(step))
            try:
                whole = intake.take(response.content if response.is_stream_consumed else b"")
                if not response.is_stream_consumed:
                    async for piece in response.aiter_raw():
                        if not (whole := intake.take(piece)):
                            break
            except (httpx.HTTPError, OSError):
                whole = False
            return intake.answer(whole=whole)
        finally:
            await response.aclose()

    def _client(self, step: Request | Upload) -> httpx.AsyncClient:
        proxy = None if self._transport is not None else self.proxy(step)
        key = (type(step), proxy)
        if key not in self._clients:
            if self._transport is not None:
                client = httpx.AsyncClient(transport=self._transport)
            else:
                url = None if proxy is None else proxy.url
                client = httpx.AsyncClient(verify=self.trust(step), trust_env=False, proxy=url)
            self._clients[key] = client
        return self._clients[key]

    async def close(self) -> None:
        """Close all connections."""
        with quiet():
            for client in self._clients.values():
                await client.aclose()
        self._clients.clear()


class _Body:
    """Reports the progress of an upload, and keeps an exception of the callback apart from those of the network."""

    def __init__(self, step: Upload) -> None:
        self._step = step
        self.raised: BaseException | None = None
        """The exception of the callback, or None."""
        self._frames: TracebackType | None = None

    def report(self, done: int) -> None:
        try:
            self._step.on_progress(done)
        except BaseException as error:
            self.raised, self._frames = error, error.__traceback__ and error.__traceback__.tb_next
            raise

    def raise_again(self) -> None:
        """Raise the exception of the callback, if there is one.

        Its traceback contains only the frames of the callback: those of the transport could show keys and URLs.
        """
        if self.raised is not None:
            raise self.raised.with_traceback(self._frames)


class _SyncBody(_Body):
    """An iterable body that reads the archive from the start on each iteration."""

    def __iter__(self) -> Iterator[bytes]:
        done = 0
        for chunk in self._step.body.chunks():
            yield chunk
            done += len(chunk)
            self.report(done)


class _AsyncBody(_Body):
    """An async iterable body that reads the archive in a thread, so that the event loop never waits for the disk."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        done = 0
        chunks = self._step.body.chunks()
        while pieces := await asyncio.to_thread(lambda: list(islice(chunks, _AHEAD))):
            for chunk in pieces:
                yield chunk
                done += len(chunk)
                self.report(done)
