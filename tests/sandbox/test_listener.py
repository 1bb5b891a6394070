"""Does the sandbox start on loopback only, speak TLS when asked to, and stop without a trace?"""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from justpack.sandbox.scenario import POLLED
from justpack.sandbox.server import Sandbox

if TYPE_CHECKING:
    from tests.sandbox.talk import Start

Zipped = Callable[..., bytes]


def ours() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("sandbox-")]


def ended(silent: socket.socket) -> bool:
    """Whether the other side has closed: with an end, or with a reset where it had not yet accepted."""
    try:
        return silent.recv(1) == b""
    except ConnectionResetError:
        return True


def connection(origin: str) -> http.client.HTTPConnection:
    host, _, port = origin.partition("://")[2].partition(":")
    return http.client.HTTPConnection(host, int(port), timeout=20)


def test_stop_ends_threads_and_idle_connections(start: Start) -> None:
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


def test_stop_ends_an_upload_on_its_way(start: Start) -> None:
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


def test_stop_twice_and_start_again(start: Start) -> None:
    talk = start()
    talk.sandbox.stop()
    talk.sandbox.stop()
    with pytest.raises(RuntimeError):
        _ = talk.sandbox.api_url
    assert talk.sandbox.start() is talk.sandbox.start()
    assert talk.api("GET", "/builds").status == 200


def test_over_tls(start: Start, zipped: Zipped) -> None:
    talk = start(tls=True)
    assert talk.sandbox.api_url.startswith("https://127.0.0.1:")
    assert talk.sandbox.upload_origin.startswith("https://127.0.0.1:")
    assert talk.deploy(zipped())["status"] == "ready"


def test_a_client_that_never_shakes_hands_keeps_nobody_waiting(start: Start) -> None:
    talk = start(tls=True)
    port = int(talk.sandbox.api_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20):
        assert talk.api("GET", "/builds").status == 200
        talk.sandbox.stop()
    assert ours() == []


def test_plain_http_to_a_tls_port_is_no_answer_and_no_noise(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    talk = start(tls=True)
    plain = connection(talk.sandbox.api_url.replace("https", "http"))
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.request("GET", "/")
        plain.getresponse()
    plain.close()
    talk.sandbox.stop()
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for ports in ({"port": port}, {"upload_port": port}):
            with pytest.raises(UsageError, match=f"port {port} of loopback"):
                Sandbox(POLLED, **ports).start()
    assert ours() == []


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be(port: int) -> None:
    with pytest.raises(UsageError, match="ports go from 0 to 65535"):
        Sandbox(POLLED, port=port).start()


def test_only_loopback_can_reach_it(start: Start) -> None:
    listeners = start().sandbox._running()
    assert {listener.server_address[0] for listener in listeners} == {"127.0.0.1"}


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
def test_what_is_no_request_disturbs_nobody(
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


def test_a_failure_of_its_own_is_a_500_and_logged(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    talk = start(scenario=replace(POLLED))
    monkeypatch.setattr(talk.sandbox._builds, "newest", None)
    reply = talk.api("GET", "/builds")
    assert reply.status == 500
    assert reply.json["requestId"] == reply.headers["x-request-id"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_many_at_once(start: Start, zipped: Zipped) -> None:
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
