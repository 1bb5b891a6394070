"""Tests of the classification of failed exchanges: TLS, proxies and host names."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from justpack.client.http.failures import failure_of
from justpack.client.http.limits import Retries
from justpack.client.http.proxies import Proxy
from justpack.client.http.secret import Redactor
from justpack.client.http.steps import Request
from justpack.errors import RefusedError, TryLaterError

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Server, Service

VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")
Listen = Callable[[bytes], str]


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Serve one answer to each connection, whatever it sends; return the host and the port."""
    listeners: list[socket.socket] = []

    def serve(listener: socket.socket, answer: bytes) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(answer)
                    # A close with unread data would reset the connection, and the client would lose the answer.
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

    def start(answer: bytes) -> str:
        listeners.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=serve, args=(listeners[-1], answer), daemon=True).start()
        return f"127.0.0.1:{listeners[-1].getsockname()[1]}"

    yield start
    for listener in listeners:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", b"SSH-2.0-x\r\n"])
def test_does_not_retry_if_the_other_side_does_not_speak_tls(
    make_caller: Callable[..., Caller], listen: Listen, driver: str, answer: bytes
) -> None:
    call = make_caller(driver, api_url=f"https://{listen(answer)}")
    with pytest.raises(RefusedError, match="no TLS connection is possible: wrong version number") as caught:
        call("builds")
    assert "check that 127.0.0.1" in str(caught.value.help)
    assert call.time.slept == []


def test_does_not_retry_if_the_server_requires_a_certificate(
    make_caller: Callable[..., Caller],
    make_server: Callable[..., Server],
    service: Service,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    driver: str,
) -> None:
    certificates = request.getfixturevalue("certificates")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.path))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificates.path, certificates.path.with_name("key.pem"))
    server.verify_mode = ssl.CERT_REQUIRED
    call = make_caller(driver, api_url=make_server(service, server).api)
    with pytest.raises(RefusedError, match="certificate required"):
        call("builds")


def test_retries_if_the_handshake_breaks_off(make_caller: Callable[..., Caller], listen: Listen, driver: str) -> None:
    call = make_caller(driver, api_url=f"https://{listen(b'')}", retries=Retries(reads=1))
    with pytest.raises(TryLaterError) as caught:
        call("builds")
    assert "_ssl.c" not in str(caught.value)
    assert len(call.time.slept) == 1


@pytest.mark.parametrize("answer", [b"garbage\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n\r\n<html>Sign in</html>"])
def test_names_the_proxy_through_which_a_connection_failed(
    make_caller: Callable[..., Caller],
    listen: Listen,
    monkeypatch: pytest.MonkeyPatch,
    driver: str,
    answer: bytes,
) -> None:
    proxy = listen(answer)
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:hidden@{proxy}")
    call = make_caller(driver, api_url="https://api.invalid", retries=Retries(reads=0))
    with pytest.raises((TryLaterError, RefusedError), match=f"through the proxy {proxy}") as caught:
        call("builds")
    assert "cannot be reached" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_names_a_refusing_proxy_once(
    make_caller: Callable[..., Caller], listen: Listen, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    proxy = listen(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy}")
    call = make_caller(driver, api_url="https://api.invalid")
    with pytest.raises(RefusedError) as caught:
        call("builds")
    assert str(caught.value).count(proxy) == 1
    assert "HTTPS_PROXY" in str(caught.value.help)


REQUEST = Request("GET", "/x", 1.0)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 301 Moved", b"HTTP/1.1 403 Forbidden", b"HTTP/1.1 407 Authenticate"])
def test_does_not_retry_if_a_proxy_refuses(
    make_caller: Callable[..., Caller], listen: Listen, monkeypatch: pytest.MonkeyPatch, driver: str, answer: bytes
) -> None:
    proxy = listen(answer + b"\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("ALL_PROXY", f"http://{proxy}")
    call = make_caller(driver, api_url="https://api.invalid")
    with pytest.raises(RefusedError, match=f"the proxy {proxy} answered"):
        call("builds")
    assert call.time.slept == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Invalid username/password", "proxy"),
        ("Requested NO AUTHENTICATION REQUIRED from proxy server, but got NO ACCEPTABLE METHODS.", "proxy"),
        ("Proxy Server could not connect: Connection not allowed by ruleset.", "proxy"),
        ("Proxy Server could not connect: Host unreachable.", "connect"),
        ("502 Bad Gateway", "connect"),
        ("429 Too Many Requests", "connect"),
    ],
)
def test_knows_which_refusals_of_a_proxy_are_final(said: str, kind: str) -> None:
    proxy = Proxy("all_proxy", "socks5h://127.0.0.1:1080")
    chain = (httpx.ProxyError(said),)
    failure = failure_of(chain, REQUEST, "api.invalid", proxy, Redactor(), late=False)
    assert failure.kind == kind
    assert failure.help == "check all_proxy, or ask who runs the proxy"


@pytest.mark.parametrize(
    ("code", "words", "advice"),
    [
        (18, "is not trusted: reason", "set SSL_CERT_FILE"),
        (20, "is not trusted: reason", "set SSL_CERT_FILE"),
        (26, "cannot be used: reason", "ask who runs api.invalid for another certificate"),
        (66, "cannot be used: reason", "ask who runs api.invalid for another certificate"),
        (68, "cannot be used: reason", "ask who runs api.invalid for another certificate"),
        (86, "cannot be used: reason", "ask who runs api.invalid for another certificate"),
        (10, "has expired", "ask who runs api.invalid"),
    ],
)
def test_recommends_other_trusted_certificates_only_if_that_helps(code: int, words: str, advice: str) -> None:
    error = ssl.SSLCertVerificationError(1, "verify failed")
    error.verify_code, error.verify_message = code, "reason"
    failure = failure_of((error,), REQUEST, "api.invalid", None, Redactor(), late=False)
    assert failure.detail == f"its certificate {words}"
    assert advice in str(failure.help)


def test_does_not_quote_the_data_of_an_invalid_answer() -> None:
    error = httpx.RemoteProtocolError("illegal header line: bytearray(b'X-Key: \\xfc\\x00')")
    assert failure_of((error,), REQUEST, "api.invalid", None, Redactor(), late=False).detail == "illegal header line"


@pytest.mark.parametrize("host", ["xn--zzzz.com", "xn--a"])
def test_refuses_a_host_that_no_request_can_name(make_caller: Callable[..., Caller], driver: str, host: str) -> None:
    call = make_caller(driver, api_url=f"https://{host}")
    with pytest.raises(RefusedError) as caught:
        call("builds")
    assert "check the host name" in str(caught.value.help)
