"""What do the tests of the client talk to? A small double of the service on real sockets, and everything that breaks.

The double answers as documented; a script says which exchange goes wrong, and how. Time is a number that only waiting
moves, so nothing here sleeps.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import ssl
import struct
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest

from justpack.deploy.aio import AsyncClient
from justpack.deploy.http.limits import Timeouts
from justpack.deploy.http.secret import Secret
from justpack.deploy.sync import Client
from justpack.deploy.workflow.progress_state import DeployState
from justpack.model import Progress

ACCESS_KEY = "AKJD4x7Q2mZp9LtW0001"
SECRET_KEY = "sk+Jd/8vQ=1nB7yR3uT6wE9xZ2cV5"
SIGNATURE = "5f1c0e9d8b7a69584736251403f2e1d0c9b8a7968574635241302f1e0d9c8b7a"
CREDENTIAL = "AKIAUPLOADONLY000001/20261124/eu-1/s3/aws4_request"
ORGANIZATION = "abcdefgh12345678"
ARCHIVE = bytes(range(256)) * 700
READY = {"status": "ready", "runtime": "nodejs22.x", "version": "1.0.0", "size": len(ARCHIVE)}

Call = Literal["list", "create", "put", "poll", "endpoints"]
Driver = Literal["sync", "async"]


# --- one exchange ---------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """An answer to be sent."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Status", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


class Line:
    """The server's end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._file = connection.makefile("rb")

    def head(self) -> Seen | None:
        first = self._file.readline()
        if not first:
            return None
        method, target, _ = first.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := self._file.readline().decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Seen(method, target, headers)

    def body(self, seen: Seen) -> bool:
        """Whether all of it came."""
        length = int(seen.headers.get("content-length", "0"))
        seen.body = self._file.read(length)
        return len(seen.body) == length

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def reset(self) -> None:
        """RST: what was sent and not yet read is lost on the other side."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def until_closed(self) -> None:
        """Says nothing until the other side goes away."""
        with contextlib.suppress(OSError):
            while self._file.read(65536):
                pass

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
            self._socket.close()


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one exchange."""

    name: str
    play: Callable[[Line, Reply], None]
    """Is given the answer that would have been right; the connection is closed afterwards."""
    acts: bool = False
    """Whether the service does first what it was asked for."""
    early: bool = False
    """Whether it happens before the request's body was read."""

    def __repr__(self) -> str:
        return self.name


class Faults:
    """Everything that can go wrong, by name."""

    @staticmethod
    def answer(
        status: int,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        acts: bool = False,
        early: bool = False,
        drain: bool = True,
    ) -> Fault:
        """Another answer: JSON for a mapping, else text or bytes as they are."""
        data = (
            body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        )
        # The connection ends with the fault, and says so: who used it again would run into a closed door by chance.
        reply = Reply(status, b"" if body is None else data, {"Connection": "close", **(headers or {})})

        def play(line: Line, right: Reply) -> None:
            line.send(reply.wire())
            if early and drain:
                line.until_closed()

        return Fault(f"answer-{status}", play, acts, early)

    @staticmethod
    def xml(status: int, code: str, message: str = "What the store says") -> Fault:
        text = f"<Code>{code}</Code><Message>{message}</Message><RequestId>S3R</RequestId>"
        return Faults.answer(status, f'<?xml version="1.0"?><Error>{text}</Error>')

    @staticmethod
    def page(status: int, text: str = "<html><head><title>502 Bad &amp; Gateway</title></head></html>") -> Fault:
        return Faults.answer(status, text, headers={"Content-Type": "text/html"})

    @staticmethod
    def reset(*, acts: bool = False, early: bool = False) -> Fault:
        return Fault("reset", lambda line, _: line.reset(), acts, early)

    @staticmethod
    def hang_up(*, acts: bool = False) -> Fault:
        return Fault("hang-up", lambda _line, _right: None, acts)

    @staticmethod
    def stall(*, acts: bool = False) -> Fault:
        return Fault("stall", lambda line, _: line.until_closed(), acts)

    @staticmethod
    def cut(*, acts: bool = False) -> Fault:
        """The right answer, but its connection ends in the middle of the body."""
        return Fault("cut", lambda line, right: line.send(right.wire()[:-4]), acts)

    @staticmethod
    def drip(*, headers: bool, acts: bool = False) -> Fault:
        """A byte now and then, for ever: no timeout of a single operation ever ends it."""

        def play(line: Line, right: Reply) -> None:
            line.send(b"HTTP/1.1 200 OK\r\n" + (b"" if headers else b"Content-Length: 100000\r\n\r\n"))
            pace = threading.Event()
            with contextlib.suppress(OSError):
                while not pace.wait(0.01):
                    line.send(b"x")

        return Fault("drip-headers" if headers else "drip-body", play, acts)

    def __init__(self) -> None:
        self.sent = 0
        """Bytes that went out of answers without an end."""

    def huge(self) -> Fault:
        """An answer without an end."""

        def play(line: Line, right: Reply) -> None:
            line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
            with contextlib.suppress(OSError):
                while True:
                    line.send(b'{"builds": [' + b" " * 65536)
                    self.sent += 65536

        return Fault("huge", play)

    @staticmethod
    def call(action: Callable[[], None], *, acts: bool = False) -> Fault:
        """Does something in the test's world, then says nothing more."""

        def play(line: Line, right: Reply) -> None:
            action()
            line.until_closed()

        return Fault("call", play, acts)


# --- the service ----------------------------------------------------------------------------------------------


class Service:
    """The documented service in memory, with a script of faults by call."""

    def __init__(self) -> None:
        self.builds: list[dict[str, object]] = []
        self.stored: dict[str, bytes] = {}
        self.calls: list[tuple[Call, Seen]] = []
        self.script: dict[Call, deque[Fault | None]] = {}
        self.ends: dict[str, object] = dict(READY)
        """What a build becomes that has its archive."""
        self.keys = {"x-access-key": ACCESS_KEY, "x-secret-key": SECRET_KEY}
        self.polls = 2
        """How often a build is asked for until it ends."""
        self.pending_blocks = True
        """Whether a build without an archive holds its stage."""
        self.upload_origin = "https://upload.justdeploy.net"
        self.query = f"X-Amz-Credential={CREDENTIAL}&X-Amz-Signature={SIGNATURE}"
        self.created: dict[str, object] = {}
        """Replaces keys of the answer to a creation."""
        self._left: dict[str, int] = {}
        self._number = itertools.count(1)

    def plan(self, call: Call, *faults: Fault | None) -> Service:
        """The next exchanges of this call; None: as it should be."""
        self.script.setdefault(call, deque()).extend(faults)
        return self

    def count(self, call: Call) -> int:
        return sum(name == call for name, _ in self.calls)

    def busy(self, polls: int = 2, stage: str = "production") -> str:
        """Another build, which runs until it was asked for so often."""
        build = self._new(stage, "building")
        self._left[str(build["id"])] = polls
        return str(build["id"])

    def arrive(self, seen: Seen) -> tuple[Call, Fault | None]:
        """Which call this is, and what goes wrong with it."""
        path = urlsplit(seen.target).path
        call: Call = "poll"
        if seen.method == "PUT":
            call = "put"
        elif seen.method == "POST":
            call = "create"
        elif path.endswith("/endpoints"):
            call = "endpoints"
        elif path.endswith("/builds"):
            call = "list"
        self.calls.append((call, seen))
        faults = self.script.get(call)
        return call, faults.popleft() if faults else None

    def act(self, call: Call, seen: Seen) -> Reply:
        """What the service does and answers when nothing goes wrong."""
        if call == "put":
            return self._put(seen)
        if {name: seen.headers.get(name) for name in self.keys} != self.keys:
            return _json({"message": "Wrong keys"}, 401)
        if call == "endpoints":
            return _json({"endpoints": [{"stage": "production", "endpoint": "https://abc123.justdeploy.site"}]})
        if call == "list":
            return _json({"builds": self.builds[-50:][::-1]})
        return self._create(seen) if call == "create" else self._poll(seen)

    def _create(self, seen: Seen) -> Reply:
        stage = json.loads(seen.body)["stage"]
        held = ("building", "pending") if self.pending_blocks else ("building",)
        running = next((b for b in self.builds if b["stage"] == stage and b["status"] in held), None)
        if running is not None:
            shown = {key: running[key] for key in ("id", "stage", "status")}
            message = "A build is already in progress for this stage."
            return _json({"status": "Conflict", "message": message, "build": shown}, 409)
        build = self._new(stage, "pending")
        url = f"{self.upload_origin}/{build['id']}/app.zip?{self.query}"
        return _json({"build": build, "url": url, **self.created})

    def _new(self, stage: str, status: str) -> dict[str, object]:
        id = f"00000000-0000-4000-8000-{next(self._number):012d}"
        rest = dict.fromkeys(("commit", "version", "runtime", "size", "error"))
        self.builds.append({"id": id, "stage": stage, "status": status, "colour": "unknown to us", **rest})
        return self.builds[-1]

    def _put(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        secrets = {"x-access-key", "x-secret-key", "cookie", "authorization", "transfer-encoding"} & seen.headers.keys()
        assert not secrets, secrets
        if parts.query != self.query or seen.headers.get("content-type") != "application/zip":
            return Reply(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        id = parts.path.split("/")[1]
        self.stored[id] = seen.body
        build = next(b for b in self.builds if b["id"] == id)
        if build["status"] == "pending":
            build["status"] = "building"
            self._left[id] = self.polls
        return Reply(200)

    def _poll(self, seen: Seen) -> Reply:
        id = urlsplit(seen.target).path.rpartition("/")[2]
        build = next((b for b in self.builds if b["id"] == id), None)
        if build is None:
            return _json({"message": "No such build"}, 404)
        if build["status"] == "building":
            self._left[id] -= 1
            if self._left[id] < 0:
                build.update(self.ends)
        return _json({"build": build})

    def abandon(self, id: str, polls: int) -> None:
        """A build that never got its archive ends by itself after so many polls."""
        build = next(b for b in self.builds if b["id"] == id)
        build["status"] = "building"
        self._left[id] = polls


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", "x-request-id": "req-7"})


# --- sockets --------------------------------------------------------------------------------------------------


class Server:
    """The service behind two ports of loopback, one for the API and one for uploads."""

    def __init__(self, service: Service, tls: ssl.SSLContext | None) -> None:
        self.service = service
        self.problems: list[str] = []
        self._tls = tls
        self._turn = threading.Lock()
        self._listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.api, self.upload = (
            f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}" for listener in self._listeners
        )
        service.upload_origin = self.upload
        self._connections: list[socket.socket] = []
        self._threads = [self._start(self._accept, listener) for listener in self._listeners]

    def close(self) -> None:
        for open_socket in (*self._listeners, *self._connections):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)
            open_socket.close()
        for thread in self._threads:
            thread.join(5)
        assert not self.problems, self.problems

    @staticmethod
    def _start(work: Callable[[socket.socket], None], of: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=(of,), daemon=True)
        thread.start()
        return thread

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._connections.append(connection)
                self._threads.append(self._start(self._talk, connection))

    def _talk(self, connection: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):
                if self._tls is not None:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                    self._connections.append(connection)
                line = Line(connection)
                while self._exchange(line):
                    pass
                line.close()
        except Exception as error:  # noqa: BLE001 shown when the server is closed
            self.problems.append(repr(error))
        finally:
            connection.close()

    def _exchange(self, line: Line) -> bool:
        seen = line.head()
        if seen is None:
            return False
        with self._turn:
            call, fault = self.service.arrive(seen)
        if (fault is None or not fault.early) and not line.body(seen):
            return False
        reply = Reply()
        if fault is None or fault.acts or fault.name == "cut":
            with self._turn:
                reply = self.service.act(call, seen)
        if fault is not None:
            fault.play(line, reply)
            return False
        line.send(reply.wire())
        return True


@dataclass(frozen=True)
class Certificates:
    """A self-signed certificate for 127.0.0.1."""

    path: Path
    server: ssl.SSLContext
    client: ssl.SSLContext


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


# --- the client -----------------------------------------------------------------------------------------------


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.hook: Callable[[], None] | None = None
        """Called at each wait."""

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        if self.hook is not None:
            self.hook()

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)


class Caller:
    """Calls one method of one of the two clients, and remembers what it said on the way."""

    def __init__(self, driver: Driver, *, keys: tuple[str, str] = (ACCESS_KEY, SECRET_KEY), **settings: object) -> None:
        self.driver = driver
        self._keys = tuple(map(Secret, keys))
        self.time = Time()
        self.events: list[Progress] = []
        self.state = DeployState()
        self.on_event: Callable[[Progress], None] | None = None
        self._settings = {"organization": ORGANIZATION, "project": "shop", "random": lambda: 0.5, **settings}

    def __call__(self, method: str, *arguments: object, **options: object) -> object:
        if method in ("deploy", "wait", "create", "upload"):
            options["on_event"] = self._heard
        if self.driver == "async":
            return asyncio.run(self._call(method, arguments, options))
        settings = {**self._settings, "clock": self.time.clock, "sleep": self.time.sleep}
        with Client(*self._keys, **settings) as client:  # type: ignore[arg-type]
            try:
                return getattr(client, method)(*arguments, **options)
            finally:
                self.state = client.state

    async def _call(self, method: str, arguments: tuple[object, ...], options: dict[str, object]) -> object:
        settings = {**self._settings, "clock": self.time.clock, "sleep": self.time.async_sleep}
        async with AsyncClient(*self._keys, **settings) as client:  # type: ignore[arg-type]
            try:
                return await getattr(client, method)(*arguments, **options)
            finally:
                self.state = client.state

    def _heard(self, event: Progress) -> None:
        self.events.append(event)
        if self.on_event is not None:
            self.on_event(event)


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
    """A caller that gives each call of the API a tenth of a second."""
    return caller(timeouts=Timeouts(request=0.1))


@pytest.fixture
def secrets() -> tuple[str, ...]:
    """What must be seen nowhere."""
    return (ACCESS_KEY, SECRET_KEY, SIGNATURE, CREDENTIAL, "X-Amz-Signature=5f", CREDENTIAL.replace("/", "%2F"))
