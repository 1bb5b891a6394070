"""Tests that the upload port accepts exactly what S3 accepts."""

from __future__ import annotations

import base64
import hashlib
import http.client
import socket
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Reply, Start, Talk

ZIP = {"Content-Type": "application/zip"}
Zipped = Callable[..., bytes]


def code(reply: Reply) -> str:
    assert reply.headers["Content-Type"] == "application/xml"
    assert reply.headers["x-request-id"] in reply.text
    return reply.text.partition("<Code>")[2].partition("</Code>")[0]


def speak(url: str, head: str, body: bytes = b"", *, finish: bool = False) -> bytes:
    """Send the bytes of a request and return everything until the server closes the connection."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), parts.port), timeout=20) as connection:
        lines = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/zip\r\n"
        connection.sendall(f"{lines}{head}\r\n".encode() + body)
        if finish:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def untouched(talk: Talk) -> bool:
    """Whether the only build still waits for its upload, and no temporary file is left."""
    (build,) = talk.sandbox.builds
    return build["status"] == "pending" and talk.sandbox.upload(str(build["id"])) is None


def test_starts_the_build_after_an_upload(start: Start, zipped: Zipped) -> None:
    talk = start()
    build_id, url = talk.ticket()
    body = zipped()
    done = talk.put(url, body)
    assert (done.status, done.body) == (200, b"")
    assert done.headers["ETag"]
    upload = talk.sandbox.upload(build_id)
    assert upload is not None
    assert (upload.size, upload.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert talk.statuses(build_id) == ["pending", "building", "ready"]


def test_accepts_a_second_upload_of_a_pending_build(start: Start, zipped: Zipped) -> None:
    talk = start()
    build_id, url = talk.ticket()
    assert talk.put(url, b"broken").status == 200
    assert talk.put(url, zipped()).status == 200
    assert talk.statuses(build_id)[-1] == "ready"


def test_ignores_an_upload_after_the_build_started(start: Start, zipped: Zipped) -> None:
    talk = start()
    build_id, url = talk.ticket()
    first = zipped()
    talk.put(url, first)
    assert [talk.poll(build_id).build["status"] for _ in range(2)] == ["pending", "building"]
    assert talk.put(url, b"broken").status == 200
    upload = talk.sandbox.upload(build_id)
    assert upload is not None
    assert upload.size == len(first)
    assert talk.statuses(build_id)[-1] == "ready"


def test_rejects_an_expired_url(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=replace(POLLED, url_seconds=60))
    _, url = talk.ticket()
    talk.clock.now += 59
    assert talk.put(url, zipped(), method="GET").status == 403
    talk.clock.now += 1
    late = talk.put(url, zipped())
    assert (late.status, code(late)) == (403, "AccessDenied")
    assert "<Message>Request has expired</Message>" in late.text
    assert talk.sandbox.builds[0]["status"] == "error"


@pytest.mark.parametrize(
    ("headers", "status", "name"),
    [
        ({"Content-Type": "application/octet-stream"}, 403, "SignatureDoesNotMatch"),
        ({}, 403, "SignatureDoesNotMatch"),
        ({**ZIP, "Authorization": "Basic eA=="}, 400, "InvalidArgument"),
        ({**ZIP, "x-amz-acl": "private"}, 403, "AccessDenied"),
        ({**ZIP, "Content-MD5": "wrong"}, 400, "BadDigest"),
        ({**ZIP, "Transfer-Encoding": "chunked"}, 501, "NotImplemented"),
    ],
)
def test_rejects_headers_that_s3_rejects(start: Start, headers: dict[str, str], status: int, name: str) -> None:
    talk = start()
    _, url = talk.ticket()
    reply = talk.put(url, b"x", headers)
    assert (reply.status, code(reply)) == (status, name)
    assert untouched(talk)


def test_rejects_a_chunked_body(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    reply = talk.put(url, iter([b"a" * 65536] * 20))
    assert (reply.status, code(reply)) == (501, "NotImplemented")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "HEAD"])
def test_rejects_another_method(start: Start, method: str) -> None:
    talk = start()
    _, url = talk.ticket()
    assert talk.put(url, b"x", method=method).status == 403
    assert untouched(talk)


def test_rejects_a_modified_signature(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    reply = talk.put(url.replace("X-Amz-Signature=", "X-Amz-Signature=0"), b"x")
    assert (reply.status, code(reply)) == (403, "SignatureDoesNotMatch")


def test_rejects_the_url_of_another_build(start: Start) -> None:
    talk = start()
    first, url = talk.ticket()
    second, _ = talk.ticket("development")
    assert code(talk.put(url.replace(first, second), b"x")) == "SignatureDoesNotMatch"


def test_rejects_a_url_without_a_signature(start: Start) -> None:
    talk = start()
    assert code(talk.put(f"{talk.sandbox.upload_origin}/uploads/x.zip", b"x")) == "AccessDenied"


def test_rejects_the_url_of_a_removed_build(start: Start) -> None:
    talk = start()
    url = f"{talk.sandbox.upload_origin}/uploads/gone.zip?X-Amz-Signature=0"
    reply = talk.put(url, b"x")
    assert (reply.status, "NoSuchKey" in reply.text) == (404, True)


def test_accepts_a_matching_content_md5(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    digest = base64.b64encode(hashlib.md5(b"x", usedforsecurity=False).digest()).decode()
    assert talk.put(url, b"x", {**ZIP, "Content-MD5": digest}).status == 200


def test_requires_a_content_length(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    answer = speak(url, "Connection: close\r\n", finish=True)
    assert answer.startswith(b"HTTP/1.1 411 ")
    assert b"<Code>MissingContentLength</Code>" in answer
    assert untouched(talk)


@pytest.mark.parametrize("length", ["-1", "1e3", "5, 5", "0x10", "9" * 30])
def test_rejects_an_invalid_content_length(start: Start, length: str) -> None:
    talk = start()
    _, url = talk.ticket()
    assert speak(url, f"Content-Length: {length}\r\n", b"x" * 9, finish=True).startswith(b"HTTP/1.1 400 ")
    assert untouched(talk)


def test_does_not_store_an_incomplete_body(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    answer = speak(url, "Content-Length: 1000\r\n", b"x" * 999, finish=True)
    assert b"<Code>IncompleteBody</Code>" in answer
    assert untouched(talk)


def test_responds_request_timeout_to_an_idle_body(start: Start) -> None:
    talk = start(scenario=replace(POLLED, idle_seconds=0.05))
    _, url = talk.ticket()
    answer = speak(url, "Content-Length: 1000\r\n", b"x" * 999)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"<Code>RequestTimeout</Code>" in answer
    assert untouched(talk)


def test_does_not_expire_a_build_during_its_upload(start: Start, zipped: Zipped) -> None:
    talk = start(scenario=replace(POLLED, url_seconds=60))
    build_id, url = talk.ticket()
    body, parts = zipped(), urlsplit(url)
    with socket.create_connection((str(parts.hostname), parts.port), timeout=20) as connection:
        head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/zip\r\n"
        connection.sendall(f"{head}Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        talk.clock.now += 100
        assert talk.poll(build_id).build["status"] == "pending"
        connection.sendall(body)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    assert talk.statuses(build_id)[-1] == "ready"


def test_rejects_a_bad_signature_before_the_body(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    answer = speak(
        url.replace("X-Amz-Signature=", "X-Amz-Signature=0"), "Expect: 100-continue\r\nContent-Length: 9\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 403 ")


def test_rejects_a_body_above_the_limit(start: Start) -> None:
    talk = start(scenario=replace(POLLED, max_upload=1000))
    _, url = talk.ticket()
    reply = talk.put(url, b"x" * 1001)
    assert (reply.status, code(reply)) == (400, "EntityTooLarge")
    assert untouched(talk)
    assert talk.put(url, b"x" * 1000).status == 200


def test_drains_a_refused_body(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    for _ in range(5):
        reply = talk.put(url, b"x" * 3_000_000, {"Content-Type": "text/plain"})
        assert (reply.status, code(reply)) == (403, "SignatureDoesNotMatch")


def test_leaves_no_temporary_files(
    start: Start, zipped: Zipped, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    talk = start()
    _, url = talk.ticket()
    talk.put(url, zipped())
    speak(url, "Content-Length: 1000\r\n", b"x", finish=True)
    assert list(tmp_path.iterdir()) == []


def test_reuses_a_connection(start: Start, zipped: Zipped) -> None:
    talk = start()
    _, url = talk.ticket()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    for _ in range(3):
        connection.request("PUT", f"{parts.path}?{parts.query}", zipped(), ZIP)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
    connection.close()


def leaked(sandbox: Sandbox) -> str:
    return " ".join(sandbox.leaks)


@pytest.mark.parametrize("name", ["X-Access-Key", "X-Secret-Key", "Cookie", "Authorization"])
def test_reports_credentials_on_the_upload_port(start: Start, name: str) -> None:
    talk = start()
    _, url = talk.ticket()
    talk.put(url, b"x")
    assert not talk.sandbox.leaks
    talk.put(url, b"x", {**ZIP, name: "anything"})
    assert talk.sandbox.leaks == (f"PUT: header {name.lower()}",)


def test_reports_a_key_in_a_file_of_the_zip(start: Start, zipped: Callable[..., bytes]) -> None:
    talk = start()
    _, url = talk.ticket()
    key = talk.sandbox.secret_key
    talk.put(url, zipped({"package.json": "{}", "settings/.env": f"KEY={key}\n"}))
    assert talk.sandbox.leaks == ("PUT: settings/.env",)
    assert key not in leaked(talk.sandbox)


def test_reports_a_key_in_a_body_that_is_no_zip(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    talk.put(url, f"key={talk.sandbox.access_key}".encode())
    assert talk.sandbox.leaks == ("PUT: body",)


def test_does_not_report_a_project_without_keys(start: Start, zipped: Callable[..., bytes]) -> None:
    talk = start()
    _, url = talk.ticket()
    talk.put(url, zipped({"package.json": "{}", ".env.example": "KEY=sandbox\n"}))
    assert talk.sandbox.leaks == ()


def test_reports_a_leaked_key_without_its_value(start: Start) -> None:
    talk = start()
    _, url = talk.ticket()
    talk.put(url, b"x", {**ZIP, "User-Agent": f"me {talk.sandbox.secret_key}"})
    talk.put(f"{url}&key={talk.sandbox.access_key}", b"x")
    assert talk.sandbox.leaks == ("PUT: header user-agent", "PUT: URL")
    assert talk.sandbox.secret_key not in leaked(talk.sandbox)
