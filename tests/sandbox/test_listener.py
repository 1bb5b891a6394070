"""Tests of the listener: loopback only, TLS, and a clean stop."""

from __future__ import annotations

import http.client
import logging
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from justpack.sandbox.listener import Listener
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Start

Zipped = Callable[..., bytes]


def ours() -> list[str]:
    names = (thread.name for thread in threading.enumerate())
    return [name for name in names if name.startswith("sandbox-") or "process_request" in name]


def ended(silent: socket.socket) -> bool:
    """Whether the server has closed the connection, normally or by a reset if it had not yet accepted it."""
    try:
        return silent.recv(1) == b""
    except ConnectionResetError:
        return True


def connection(origin: str) -> http.client.HTTPConnection:
    host, _, port = origin.partition("://")[2].partition(":")
    return http.client.HTTPConnection(host, int(port), timeout=20)


def test_ends_threads_and_idle_connections_on_stop(start: Start) -> None:
    talk = start()
    idle = connection(talk.sandbox.api_url)
    idle.request("GET", f"{talk.base}/builds", headers=talk.keys)
    idle.getresponse().read()
    silent = socket.create_connection(("127.0.0.1", int(talk.sandbox.upload_origin.rpartition(":")[2])), timeout=20)
    origin = talk.sandbox.api_url
    talk.sandbox.stop()
    assert ours() == []
    assert ended(silent)
    silent.close()
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        connection(origin).request("GET", "/")


def test_ends_an_upload_on_stop(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    path = url.partition(talk.sandbox.upload_origin)[2]
    sending = connection(talk.sandbox.upload_origin)
    sending.putrequest("PUT", path)
    sending.putheader("Content-Type", "application/zip")
    sending.putheader("Content-Length", "1000000")
    sending.endheaders(b"x" * 1000)
    talk.sandbox.stop()
    sending.close()
    assert ours() == []
    assert talk.sandbox.upload(str(talk.sandbox.builds[0]["id"])) is None


def test_stops_twice_and_starts_again(start: Start) -> None:
    talk = start()
    talk.sandbox.stop()
    talk.sandbox.stop()
    with pytest.raises(RuntimeError):
        _ = talk.sandbox.api_url
    assert talk.sandbox.start() is talk.sandbox.start()
    assert talk.api("GET", "/builds").status == 200


def test_serves_tls(start: Start, zipped: Zipped) -> None:
    talk = start(tls=True)
    assert talk.sandbox.api_url.startswith("https://127.0.0.1:")
    assert talk.sandbox.upload_origin.startswith("https://127.0.0.1:")
    assert talk.deploy(zipped())["status"] == "ready"


def test_serves_others_while_a_client_delays_the_handshake(start: Start) -> None:
    talk = start(tls=True)
    port = int(talk.sandbox.api_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20):
        assert talk.api("GET", "/builds").status == 200
        talk.sandbox.stop()
    assert ours() == []


def test_ignores_plain_http_on_a_tls_port(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    talk = start(tls=True)
    plain = connection(talk.sandbox.api_url.replace("https", "http"))
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.request("GET", "/")
        plain.getresponse()
    plain.close()
    talk.sandbox.stop()
    assert capfd.readouterr() == ("", "")


def test_reports_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for ports in ({"port": port}, {"upload_port": port}):
            with pytest.raises(UsageError, match=f"port {port} of loopback"):
                Sandbox(POLLED, **ports).start()
    assert ours() == []


@pytest.mark.parametrize("port", [-1, 65536])
def test_rejects_an_invalid_port(port: int) -> None:
    with pytest.raises(UsageError, match="ports go from 0 to 65535"):
        Sandbox(POLLED, port=port).start()


def test_listens_on_loopback_only(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    bound: list[object] = []

    def bind(server: Listener) -> None:
        socketserver.TCPServer.server_bind(server)
        bound.append(server.server_address[0])

    monkeypatch.setattr(Listener, "server_bind", bind)
    start()
    assert bound == ["127.0.0.1"] * 2


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"BREW / HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n",
        b"\x00\xff\xfe\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
@pytest.mark.parametrize("port", ["api_url", "upload_origin"])
def test_continues_after_invalid_requests(
    start: Start, data: bytes, port: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    talk = start()
    number = int(getattr(talk.sandbox, port).rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", number), timeout=20) as odd:
        odd.sendall(data)
        odd.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: odd.recv(65536), b""))
    assert answer[:9] in (b"", b"HTTP/1.1 ")
    assert talk.api("GET", "/builds").status == 200
    talk.sandbox.stop()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_logs_an_internal_error_and_responds_500(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    talk = start(scenario=replace(POLLED))
    monkeypatch.setattr(talk.sandbox._builds, "listed", None)
    reply = talk.api("GET", "/builds")
    assert reply.status == 500
    assert reply.json["requestId"] == reply.headers["x-request-id"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_serves_many_connections_at_once(start: Start, zipped: Zipped) -> None:
    talk = start("pending-free")
    body, ended = zipped(), []

    def deploy() -> None:
        for _ in range(3):
            made = talk.create("development")
            if made.status == 200:
                talk.put(str(made.json["url"]), body)
            ended.append(made.status)

    threads = [threading.Thread(target=deploy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 24
    assert set(ended) <= {200, 409}
    assert len(talk.sandbox.builds) == ended.count(200)
