"""The HTTP transport: sends API requests and uploads with httpx. No other module imports httpx.

API requests and uploads use separate HTTP clients, so that the keys are never sent to the store. Redirects are not
followed. Responses are read in pieces up to a size limit. Errors are returned as values, because the frames of an
exception's traceback would contain keys and URLs in plain text.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import TypeAlias

import httpx

from justpack._version import __version__
from justpack.deploy.http.address import Address
from justpack.deploy.http.body import ArchiveChanged
from justpack.deploy.http.credentials import Credentials
from justpack.deploy.http.limits import ANSWER, Timeouts
from justpack.deploy.http.protocol import Failure, HttpResponse, Outcome, Request, Upload
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
_HTTP = {"httpx", "httpcore", "h11", "anyio"}
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
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
    ) -> None:
        self.address = address
        self.redactor = redactor
        self.timeouts = timeouts
        self._credentials = credentials
        self._ssl = ssl_context

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

    @property
    def trust_env(self) -> bool:
        """Whether the proxies of the environment are used; they are not used for a loopback address."""
        return not self.address.loopback

    def api(self, step: Request, trace: Trace | None = None) -> httpx.Request:
        """Build the HTTP request of an API call. Pass it on directly: its headers contain the keys in plain text."""
        return httpx.Request(
            step.method,
            self.address.api_url + step.path,
            headers={
                b"User-Agent": _AGENT.encode(),
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
                "User-Agent": _AGENT,
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
        untrusted = _untrusted(error)
        error.__context__ = error.__cause__ = error.__traceback__ = None
        if isinstance(error, ArchiveChanged):
            return Failure("changed", self.redactor.line(str(error)))
        ours = isinstance(error, OSError | UnicodeError) or type(error).__module__.partition(".")[0] in _HTTP
        if not isinstance(error, Exception) or not (ours or late):
            raise error
        if late:
            return Failure("slow", f"it was not done after {step.limit:.3g} s")
        detail = self.redactor.line(_WORDS.get(type(error)) or str(error)) or type(error).__name__
        if "LocalProtocolError" in type(error).__name__:
            return Failure("changed" if isinstance(step, Upload) else "unsendable", detail)
        if isinstance(error, _UNSENT):
            return Failure("certificate" if untrusted else "connect", detail)
        return Failure("unsendable" if isinstance(error, _UNSENDABLE) else "lost", detail)


def _untrusted(error: BaseException | None) -> bool:
    """Whether an untrusted certificate caused the failed connection."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Intake:
    """A response that is being received, with a limit of its size before and after decompression."""

    def __init__(self, response: httpx.Response) -> None:
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._body = bytearray()

    def take(self, piece: bytes) -> bool:
        """Add a piece of the body; return False if the size limit is exceeded."""
        self._body += piece
        return len(self._body) <= ANSWER

    def answer(self, *, whole: bool) -> HttpResponse:
        body: bytes | None = bytes(self._body[:ANSWER])
        whole = whole and len(self._body) <= ANSWER
        coding = self._headers.get("content-encoding", "identity").strip().lower()
        if whole and coding != "identity":
            body = _unpacked(bytes(self._body)) if coding in ("gzip", "x-gzip", "deflate") else None
        return HttpResponse(self._status, self._headers, body or b"", whole=whole and body is not None)


def _unpacked(data: bytes) -> bytes | None:
    try:
        body = zlib.decompressobj(wbits=47).decompress(data, ANSWER + 1)
    except zlib.error:
        return None
    return body if len(body) <= ANSWER else None


def _usable(make: Callable[[], httpx.Client | httpx.AsyncClient]) -> None:
    """Call `make`. Raises UsageError if the environment names an invalid proxy.

    The message omits the address of the proxy, which may contain a password.
    """
    try:
        make()
    except ImportError:
        problem = "a SOCKS proxy needs `pip install httpx[socks]`"
    except (ValueError, httpx.InvalidURL):
        problem = "its address is not valid"
    else:
        return
    raise UsageError(f"the proxy named in the environment cannot be used: {problem}", help="check HTTPS_PROXY")


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
    ) -> None:
        super().__init__(address, credentials, redactor, timeouts, ssl_context)
        self._transport = transport
        self._clients: dict[type[Request | Upload], tuple[httpx.Client, Watchdog]] = {}

    def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none.

        Raises UsageError if the proxy or the certificates that the environment names cannot be used.
        """
        client, watchdog = self._client(step)
        problem: BaseException
        with quiet():
            try:
                with watchdog.guard(step.limit):
                    return self.log(step, self._exchange(client, step, watchdog.trace))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return self.log(step, self.settle(problem, step, late=watchdog.fired))

    def _exchange(self, client: httpx.Client, step: Request | Upload, trace: Trace) -> HttpResponse:
        if isinstance(step, Upload):
            response = client.send(self.put(step, _SyncBody(step), trace), stream=True)
        else:
            response = client.send(self.api(step, trace), stream=True)
        try:
            intake = _Intake(response)
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
        if type(step) not in self._clients:

            def make() -> httpx.Client:
                if self._transport is not None:
                    client = httpx.Client(transport=self._transport)
                else:
                    client = httpx.Client(verify=self.ssl_context, trust_env=self.trust_env)
                self._clients[type(step)] = (client, Watchdog())
                return client

            _usable(make)
        return self._clients[type(step)]

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
    ) -> None:
        super().__init__(address, credentials, redactor, timeouts, ssl_context)
        self._transport = transport
        self._clients: dict[type[Request | Upload], httpx.AsyncClient] = {}

    async def exchange(self, step: Request | Upload) -> Outcome:
        """Send one request and return the response, or the reason why there is none.

        Raises UsageError if the proxy or the certificates that the environment names cannot be used.
        """
        client = self._client(step)
        problem: BaseException
        timer = asyncio.timeout(max(step.limit, 0.0))
        with quiet():
            try:
                async with timer:
                    return self.log(step, await self._exchange(client, step))
            except BaseException as error:  # noqa: BLE001 settled below
                problem = error
        return self.log(step, self.settle(problem, step, late=timer.expired()))

    async def _exchange(self, client: httpx.AsyncClient, step: Request | Upload) -> HttpResponse:
        if isinstance(step, Upload):
            response = await client.send(self.put(step, _AsyncBody(step)), stream=True)
        else:
            response = await client.send(self.api(step), stream=True)
        try:
            intake = _Intake(response)
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
        if type(step) not in self._clients:

            def make() -> httpx.AsyncClient:
                if self._transport is not None:
                    client = httpx.AsyncClient(transport=self._transport)
                else:
                    client = httpx.AsyncClient(verify=self.ssl_context, trust_env=self.trust_env)
                self._clients[type(step)] = client
                return client

            _usable(make)
        return self._clients[type(step)]

    async def close(self) -> None:
        """Close all connections."""
        with quiet():
            for client in self._clients.values():
                await client.aclose()
        self._clients.clear()


class _SyncBody:
    """An iterable body that reads the archive from the start on each iteration."""

    def __init__(self, step: Upload) -> None:
        self._step = step

    def __iter__(self) -> Iterator[bytes]:
        done = 0
        for chunk in self._step.body.chunks():
            yield chunk
            done += len(chunk)
            self._step.on_progress(done)


class _AsyncBody:
    """An async iterable body that reads the archive in a thread, so that the event loop never waits for the disk."""

    def __init__(self, step: Upload) -> None:
        self._step = step

    async def __aiter__(self) -> AsyncIterator[bytes]:
        done = 0
        chunks = self._step.body.chunks()
        while chunk := await asyncio.to_thread(next, chunks, b""):
            yield chunk
            done += len(chunk)
            self._step.on_progress(done)
