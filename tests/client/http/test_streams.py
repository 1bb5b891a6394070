"""Tests of the sockets: a refusal that comes early, and time limits that apply to missing progress alone."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from justpack.client.http.limits import Retries, Timeouts
from justpack.errors import RefusedError, TryLaterError

if TYPE_CHECKING:
    from tests.client.drivers import Caller
    from tests.client.fake_service import Certificates

ARCHIVE = os.urandom(8_000_000) + b"PK\5\6" + bytes(18)
"""More than the system keeps without sending."""
PATIENT = Timeouts(write=600.0, upload_read=600.0)
"""A test that waits for such a limit fails."""
Store = Callable[[bytes, "bool"], str]


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["plain", "tls"])
def store(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Store]:
    """Start a server that reads a head, sends an answer, and then reads everything, or nothing at all."""
    ended = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []
    tls = certificates.server if request.param == "tls" else None

    def serve(listener: socket.socket, answer: bytes, reads: bool) -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection if tls is None else tls.wrap_socket(connection, server_side=True) as stream:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += stream.recv(1000)
                left = len(ARCHIVE) - len(head.partition(b"\r\n\r\n")[2])
                stream.sendall(answer)
                while reads and left > 0:
                    left -= len(stream.recv(65536))
                if reads:
                    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                ended.wait()

    def start(answer: bytes, reads: bool) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        listeners.append(listener)
        threads.append(threading.Thread(target=serve, args=(listener, answer, reads), daemon=True))
        threads[-1].start()
        return f"{'http' if tls is None else 'https'}://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    ended.set()
    for listener in listeners:
        listener.close()
    for thread in threads:
        thread.join()


@pytest.fixture
def trust(certificates: Certificates) -> ssl.SSLContext:
    return certificates.client


@pytest.mark.parametrize("status", [403, 413])
def test_reads_a_refusal_of_a_store_that_does_not_read_the_rest(
    make_caller: Callable[..., Caller], store: Store, driver: str, trust: ssl.SSLContext, status: int
) -> None:
    answer = b"HTTP/1.1 %d No\r\nContent-Length: 48\r\n\r\n<Error><Code>EntityTooLarge</Code></Error>      " % status
    origin = store(answer, False)
    call = make_caller(driver, api_url=origin, ssl_context=trust, timeouts=PATIENT)
    with pytest.raises(RefusedError, match=rf"the store refused the upload \({status}\): EntityTooLarge"):
        call("upload", f"{origin}/app.zip", ARCHIVE)
    assert max(event.done or 0 for event in call.events) < len(ARCHIVE)


def test_reads_a_refusal_after_an_interim_answer(
    make_caller: Callable[..., Caller], store: Store, driver: str, trust: ssl.SSLContext
) -> None:
    refusal = b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
    origin = store(b"HTTP/1.1 100 Continue\r\n\r\n" + refusal, False)
    call = make_caller(driver, api_url=origin, ssl_context=trust, timeouts=PATIENT)
    with pytest.raises(RefusedError, match=r"the store refused the upload \(403\)"):
        call("upload", f"{origin}/app.zip", ARCHIVE)


def test_sends_everything_after_an_interim_answer(
    make_caller: Callable[..., Caller], store: Store, driver: str, trust: ssl.SSLContext
) -> None:
    origin = store(b"HTTP/1.1 100 Continue\r\n\r\n", True)
    call = make_caller(driver, api_url=origin, ssl_context=trust, timeouts=PATIENT)
    call("upload", f"{origin}/app.zip", ARCHIVE)
    assert call.events[-1].done == len(ARCHIVE)


def test_reports_a_store_that_reads_nothing(
    make_caller: Callable[..., Caller], store: Store, driver: str, trust: ssl.SSLContext
) -> None:
    origin = store(b"", False)
    limits = Timeouts(write=0.3)
    call = make_caller(driver, api_url=origin, ssl_context=trust, timeouts=limits, retries=Retries(uploads=0))
    with pytest.raises(TryLaterError, match="sending stalled"):
        call("upload", f"{origin}/app.zip", ARCHIVE)
    assert max(event.done or 0 for event in call.events) < len(ARCHIVE)
