"""Fixtures for the tests of the sandbox: a running sandbox, its clock, TLS contexts and zip files."""

from __future__ import annotations

import io
import ssl
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED
from tests.sandbox.talk import PACKAGE, Clock, Start, Talk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(clock: Clock, contexts: Callable[[], tuple[ssl.SSLContext, ssl.SSLContext]]) -> Iterator[Start]:
    running: list[Sandbox] = []

    def go(
        *faults: str,
        scenario: Scenario = POLLED,
        state: Path | None = None,
        tls: bool = False,
        project: str | None = None,
        organization: str | None = None,
    ) -> Talk:
        server, client = contexts() if tls else (None, None)
        sandbox = Sandbox(
            scenario.with_faults(*faults),
            state=state,
            clock=clock,
            tls=server,
            project=project,
            organization=organization,
        )
        running.append(sandbox.start())
        return Talk(sandbox, clock, client)

    yield go
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    """A zip of these files, by default those of a small Node.js app."""

    def make(files: Mapping[str, str | bytes] = PACKAGE, **options: int) -> bytes:
        buffer = io.BytesIO()
        with (
            warnings.catch_warnings(),
            zipfile.ZipFile(buffer, "w", options.get("method", zipfile.ZIP_DEFLATED)) as archive,
        ):
            for name, content in files.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture
def contexts(tool: Callable[[str], str], tmp_path: Path) -> Callable[[], tuple[ssl.SSLContext, ssl.SSLContext]]:
    """TLS for a server on loopback, and for a client that trusts it; made by openssl for this test."""

    def make() -> tuple[ssl.SSLContext, ssl.SSLContext]:
        import subprocess

        key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
        command = [
            tool("openssl"),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=loopback",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-days",
            "2",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ]
        subprocess.run(command, check=True, capture_output=True)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate, key)
        return server, ssl.create_default_context(cafile=str(certificate))

    return make
