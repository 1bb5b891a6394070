"""Tests of the transport: certificates, proxies, limited decompression, and cookies."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import ssl
import subprocess
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from justpack.client.http import transport
from justpack.client.http.archive_body import BLOCK, ArchiveBody
from justpack.client.http.limits import Retries, Timeouts
from justpack.client.http.secret import UploadUrl
from justpack.client.http.steps import Upload
from justpack.errors import RefusedError, TryLaterError, UsageError

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Certificates, Server, Service
    from tests.client.faults import Faults

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tls_server(service: Service, certificates: Certificates, make_server: Callable[..., Server]) -> Server:
    return make_server(service, certificates.server)


def test_does_not_retry_after_an_untrusted_certificate(
    make_caller: Callable[..., Caller], tls_server: Server, driver: str
) -> None:
    call = make_caller(driver, api_url=tls_server.api)
    with pytest.raises(RefusedError, match="its certificate is not trusted: self-signed certificate") as caught:
        call("builds")
    assert call.time.slept == []
    assert caught.value.help is not None
    assert "SSL_CERT_FILE" in caught.value.help


@pytest.fixture
def signed(tool: Callable[[str], str], tmp_path: Path) -> Callable[[str, int], tuple[ssl.SSLContext, Path]]:
    """Make a certificate for a name or an address, which lasts for a number of days."""

    def make(name: str, days: int) -> tuple[ssl.SSLContext, Path]:
        key, request, path, extra = (tmp_path / end for end in ("key.pem", "request.pem", "cert.pem", "extra"))
        extra.write_text(f"subjectAltName={name}\n")
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=test"]
        asked = [tool("openssl"), "req", *curve, "-keyout", str(key), "-out", str(request)]
        signs = [tool("openssl"), "x509", "-req", "-in", str(request), "-signkey", str(key), "-days", str(days)]
        for command in (asked, [*signs, "-extfile", str(extra), "-out", str(path)]):
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(path, key)
        return server, path

    return make


@pytest.mark.parametrize(
    ("name", "days", "trusted", "message", "help_"),
    [
        ("IP:127.0.0.1", -1, True, "its certificate has expired", "check the clock"),
        ("DNS:other.example", 2, True, "its certificate is for another host than 127.0.0.1", "check the API's address"),
        ("IP:127.0.0.1", 2, False, "its certificate is not trusted: self-signed certificate", "set SSL_CERT_FILE"),
    ],
)
def test_says_what_is_wrong_with_a_certificate(
    make_caller: Callable[..., Caller],
    make_server: Callable[..., Server],
    service: Service,
    signed: Callable[[str, int], tuple[ssl.SSLContext, Path]],
    driver: str,
    name: str,
    days: int,
    trusted: bool,
    message: str,
    help_: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, path = signed(name, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    call = make_caller(driver, api_url=make_server(service, context).api)
    with pytest.raises(RefusedError, match=message) as caught:
        call("builds")
    assert help_ in str(caught.value.help)
    assert (call.time.slept, service.calls) == ([], [])


def test_trusts_the_certificates_of_ssl_cert_file(
    make_caller: Callable[..., Caller],
    tls_server: Server,
    certificates: Certificates,
    driver: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.path))
    assert make_caller(driver, api_url=tls_server.api)("builds") == ()


def test_reports_an_unreadable_ssl_cert_file(
    make_caller: Callable[..., Caller], driver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd").write_text("no certificate")
    for name in ("missing", "odd"):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / name))
        with pytest.raises(UsageError, match="the trusted certificates cannot be read"):
            make_caller(driver)("builds")


@pytest.mark.parametrize("names", ["missing", "odd.pem", "missing:odd.pem"])
def test_reports_an_unusable_ssl_cert_dir(
    make_caller: Callable[..., Caller], driver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    (tmp_path / "odd.pem").write_text("no folder")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    folders = os.pathsep.join(str(tmp_path / name) for name in names.split(":"))
    monkeypatch.setenv("SSL_CERT_DIR", folders)
    with pytest.raises(UsageError, match="the trusted certificates cannot be read: no such folder"):
        make_caller(driver)("builds")


@pytest.mark.parametrize("folder", ["", "missing"])
def test_does_not_report_an_ssl_cert_dir_that_is_not_used(
    make_caller: Callable[..., Caller],
    tls_server: Server,
    certificates: Certificates,
    driver: str,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.path))
    monkeypatch.setenv("SSL_CERT_DIR", folder)
    assert make_caller(driver, api_url=tls_server.api)("builds") == ()


@pytest.mark.parametrize(
    "proxy", ["socks5://user:hidden@127.0.0.1:1", "gopher://user:hidden@x", "http://user:hidden@x:port"]
)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_reports_an_invalid_proxy_without_its_password(
    make_caller: Callable[..., Caller], driver: str, variable: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, proxy)
    with pytest.raises(UsageError, match=f"the proxy that {variable} names cannot be used") as caught:
        make_caller(driver)("builds")
    assert "hidden" not in f"{caught.value} {caught.value.help}"


def test_shows_only_the_host_to_a_proxy(
    make_caller: Callable[..., Caller],
    make_server: Callable[..., Server],
    service: Service,
    faults: Faults,
    driver: str,
    secrets: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = make_server(service, None)
    service.plan("poll", *[faults.answer(403, "no tunnel")] * 9)
    monkeypatch.setenv("HTTPS_PROXY", proxy.api)
    with pytest.raises(RefusedError, match=f"the proxy {proxy.api[7:]} answered 403"):
        make_caller(driver, api_url="https://api.example")("builds")
    assert {(seen.method, seen.target) for _, seen in service.calls} == {("CONNECT", "api.example:443")}
    text = repr(service.calls)
    assert not [secret for secret in secrets if secret in text]


def test_trusts_the_certificates_of_the_argument_for_a_proxy_with_tls(
    make_caller: Callable[..., Caller],
    tls_server: Server,
    service: Service,
    faults: Faults,
    certificates: Certificates,
    driver: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service.plan("poll", *[faults.answer(403, "no tunnel")] * 9)
    monkeypatch.setenv("HTTPS_PROXY", tls_server.api)
    with pytest.raises(RefusedError, match=r"the proxy 127.0.0.1:\d+ answered 403"):
        make_caller(driver, api_url="https://api.example", ssl_context=certificates.client)("builds")


def test_does_not_use_a_proxy_for_loopback(
    make_caller: Callable[..., Caller],
    make_server: Callable[..., Server],
    service: Service,
    driver: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = make_server(service, None)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert make_caller(driver, api_url=server.api)("builds") == ()


def _packed(value: object, how: Literal["gzip", "deflate"]) -> bytes:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return gzip.compress(data) if how == "gzip" else zlib.compress(data)


@pytest.mark.parametrize("how", ["gzip", "deflate"])
def test_decompresses_a_response(
    call: Caller, service: Service, faults: Faults, how: Literal["gzip", "deflate"]
) -> None:
    body = _packed({"builds": [{"id": "a"}]}, how)
    service.plan("list", faults.answer(200, body, headers={"Content-Encoding": how}))
    builds = call("builds")
    assert isinstance(builds, tuple)
    assert [build.id for build in builds] == ["a"]


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"\0" * 2**28), ("gzip", b"no gzip"), ("br", b"x")])
def test_rejects_decompression_bombs_and_invalid_compression(
    call: Caller, service: Service, faults: Faults, coding: str, body: bytes
) -> None:
    data = gzip.compress(body, 1) if len(body) > 100 else body
    service.plan("list", *[faults.answer(200, data, headers={"Content-Encoding": coding})] * 4)
    with pytest.raises(TryLaterError, match="not an answer of this API"):
        call("builds")


def test_does_not_send_cookies(call: Caller, service: Service, faults: Faults, archive: Path) -> None:
    service.plan("list", faults.answer(200, {"builds": []}, headers={"Set-Cookie": "a=b; Path=/"}))
    call("deploy", archive, stage="production")
    assert not [seen for _, seen in service.calls if "cookie" in seen.headers]


@pytest.fixture
def stalled_store() -> Iterator[str]:
    """Run a server that accepts connections and reads nothing, and return its origin."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.skipif(not hasattr(socket, "TCP_NOTSENT_LOWAT"), reason="the system has no limit of unsent bytes")
def test_does_not_leave_megabytes_to_the_system(
    make_caller: Callable[..., Caller], stalled_store: str, driver: str
) -> None:
    """The time limit of the answer begins when the system has accepted all bytes, which it must still send then."""
    timeouts = Timeouts(write=0.3)
    call = make_caller(driver, api_url=stalled_store, timeouts=timeouts, retries=Retries(uploads=0))
    with pytest.raises(TryLaterError, match="sending stalled"):
        call("upload", f"{stalled_store}/app.zip", _large())
    assert max(event.done or 0 for event in call.events) <= 1_500_000


def test_does_not_wait_for_a_read_of_the_file_beyond_the_time_limit() -> None:
    class Stuck(io.BytesIO):
        """A file whose content never comes, as on a network drive that does not answer."""

        def read(self, size: int | None = -1, /) -> bytes:
            leave.wait()
            return super().read(size)

    leave = threading.Event()
    try:
        step = Upload(UploadUrl("https://store.example/x"), ArchiveBody(Stuck(b"zip")), 0.01, lambda _done: None)
        with pytest.raises(TimeoutError):
            next(iter(transport.Body(step)))
    finally:
        leave.set()


def test_sends_larger_pieces_if_the_connection_is_fast(
    call: Caller, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_FAST_BLOCK", float("inf"))
    monkeypatch.setattr(transport, "_FAST_BLOCKS", 2)
    data = _large(4 * BLOCK)
    call("deploy", data, stage="production")
    assert list(service.stored.values()) == [data]
    sent = [event.done for event in call.events if event.step == "upload" and event.done is not None]
    assert {1 << 16, 3 * BLOCK, len(data)} < set(sent)
    assert [done for done in sent if 2 * BLOCK < done <= 3 * BLOCK] == [3 * BLOCK]


def _large(size: int = 6_000_000) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        file.writestr("big.bin", os.urandom(size))
    return body.getvalue()
