"""Fixtures for the tests of the client: the fake service, its faults and the callers of both clients."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from justpack.client.http.limits import Timeouts
from tests.client.drivers import Caller, Driver
from tests.client.fake_service import (
    ACCESS_KEY,
    ARCHIVE,
    CREDENTIAL,
    SECRET_KEY,
    SIGNATURE,
    Certificates,
    Server,
    Service,
)
from tests.client.faults import Faults, Seen


@pytest.fixture(scope="session")
def certificates(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("tls")
    key, path = folder / "key.pem", folder / "cert.pem"
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "keyUsage=digitalSignature,keyCertSign"]
    files = ["-keyout", str(key), "-out", str(path)]
    command = [tool("openssl"), "req", "-x509", *options, *names, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path, key)
    return Certificates(path, server, ssl.create_default_context(cafile=str(path)))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def make_service() -> Callable[[], Service]:
    """For tests that need many."""
    return Service


@pytest.fixture
def seen() -> type[Seen]:
    """For tests that call the double without a socket."""
    return Seen


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "app.zip"
    path.write_bytes(ARCHIVE)
    return path


@pytest.fixture(
    params=[
        "sync-plain",
        "async-tls",
        pytest.param("sync-tls", marks=pytest.mark.exhaustive),
        pytest.param("async-plain", marks=pytest.mark.exhaustive),
    ]
)
def way(request: pytest.FixtureRequest) -> str:
    """Which client, over which kind of socket."""
    return str(request.param)


@pytest.fixture
def make_server() -> Iterator[Callable[[Service, ssl.SSLContext | None], Server]]:
    """Starts servers; they are stopped when the test ends."""
    running: list[Server] = []

    def make(service: Service, tls: ssl.SSLContext | None) -> Server:
        running.append(Server(service, tls))
        return running[-1]

    yield make
    for server in running:
        server.close()


@pytest.fixture
def server(way: str, service: Service, request: pytest.FixtureRequest) -> Iterator[Server]:
    tls = request.getfixturevalue("certificates").server if way.endswith("tls") else None
    running = Server(service, tls)
    yield running
    running.close()


@pytest.fixture
def caller(way: str, server: Server, request: pytest.FixtureRequest) -> Callable[..., Caller]:
    """Makes a caller that is connected to the server."""
    # Given in any case: reading all the certificates of the system takes longer than a whole test.
    tls = (
        request.getfixturevalue("certificates").client
        if way.endswith("tls")
        else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    )
    settings: dict[str, object] = {"api_url": server.api, "ssl_context": tls}
    driver: Driver = "sync" if way.startswith("sync") else "async"
    return lambda **more: Caller(driver, **{**settings, **more})


@pytest.fixture
def make_caller() -> type[Caller]:
    """For tests with a server of their own."""
    return Caller


@pytest.fixture
def call(caller: Callable[..., Caller]) -> Caller:
    """A caller with the usual settings."""
    return caller()


@pytest.fixture
def hasty(caller: Callable[..., Caller]) -> Caller:
    """A caller that gives each call of the API one second, which is long for a loaded machine too."""
    return caller(timeouts=Timeouts(request=1.0))


@pytest.fixture
def secrets() -> tuple[str, ...]:
    """What must be seen nowhere."""
    return (ACCESS_KEY, SECRET_KEY, SIGNATURE, CREDENTIAL, "X-Amz-Signature=5f", CREDENTIAL.replace("/", "%2F"))
