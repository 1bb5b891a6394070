"""A plain HTTP user of the sandbox; uses http.client and nothing of the client under test."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

ZIP = {"Content-Type": "application/zip"}


PACKAGE = {"package.json": '{"name": "app", "version": "1.2.3", "engines": {"node": "22.x"}}', "index.js": "1"}


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        table = json.loads(self.body)
        assert isinstance(table, dict)
        return table

    @property
    def build(self) -> dict[str, object]:
        build = self.json["build"]
        assert isinstance(build, dict)
        return build

    @property
    def text(self) -> str:
        return self.body.decode()


def exchange(
    url: str,
    method: str,
    body: bytes | Iterator[bytes] | None,
    headers: Mapping[str, str],
    tls: ssl.SSLContext | None = None,
    timeout: float = 20,
) -> Reply:
    """One request on a connection of its own, with exactly these headers (and the length of a body of bytes)."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    if tls is None:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    else:
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=tls)
    try:
        connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, dict(headers))
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


@dataclass
class Talk:
    """A plain user of one sandbox."""

    sandbox: Sandbox
    clock: Clock
    tls: ssl.SSLContext | None = None
    keys: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = {"X-Access-Key": self.sandbox.access_key, "X-Secret-Key": self.sandbox.secret_key}

    @property
    def base(self) -> str:
        return f"/organizations/{self.sandbox.organization}/projects/{self.sandbox.project}"

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 20,
    ) -> Reply:
        sent = self.keys if headers is None else headers
        return exchange(f"{self.sandbox.api_url}{path}", method, body, sent, self.tls, timeout)

    def api(self, method: str, path: str, body: bytes | None = None) -> Reply:
        return self.raw(method, f"{self.base}{path}", body)

    def create(self, stage: str = "production") -> Reply:
        return self.api("POST", "/builds", json.dumps({"stage": stage}).encode())

    def ticket(self, stage: str = "production") -> tuple[str, str]:
        """A new build's id and its upload URL."""
        made = self.create(stage)
        assert made.status == 200, made.body
        return str(made.build["id"]), str(made.json["url"])

    def put(
        self,
        url: str,
        body: bytes | Iterator[bytes],
        headers: Mapping[str, str] = ZIP,
        method: str = "PUT",
        timeout: float = 20,
    ) -> Reply:
        return exchange(url, method, body, headers, self.tls, timeout)

    def poll(self, build_id: str) -> Reply:
        return self.api("GET", f"/builds/{build_id}")

    def statuses(self, build_id: str, most: int = 20) -> list[str]:
        """The statuses that polls see, up to the end of the build."""
        seen: list[str] = []
        while len(seen) < most and (not seen or seen[-1] not in ("ready", "error")):
            seen.append(str(self.poll(build_id).build["status"]))
        return seen

    def deploy(self, body: bytes) -> dict[str, object]:
        """The build as it is in the end."""
        build_id, url = self.ticket()
        assert self.put(url, body).status == 200
        self.statuses(build_id)
        return self.poll(build_id).build


class Start(Protocol):
    """Starts a sandbox that stops with the test."""

    def __call__(
        self,
        *faults: str,
        scenario: Scenario = POLLED,
        state: Path | None = None,
        tls: bool = False,
        project: str | None = None,
        organization: str | None = None,
    ) -> Talk: ...
