"""A fake of the service, as documented, on real sockets; a script decides which exchange fails."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import socket
import ssl
import threading
import zipfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tests.client.faults import Fault, Line, Reply, Seen

ACCESS_KEY = "AKJD4x7Q2mZp9LtW0001"


SECRET_KEY = "sk+Jd/8vQ=1nB7yR3uT6wE9xZ2cV5"


SIGNATURE = "5f1c0e9d8b7a69584736251403f2e1d0c9b8a7968574635241302f1e0d9c8b7a"


CREDENTIAL = "AKIAUPLOADONLY000001/20261124/eu-1/s3/aws4_request"


ORGANIZATION = "abcdefgh12345678"


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(zipfile.ZipInfo("data.bin"), bytes(range(256)) * 700)
    return buffer.getvalue()


ARCHIVE = _archive()


READY = {"status": "ready", "runtime": "nodejs22.x", "version": "1.0.0", "size": len(ARCHIVE)}


Call = Literal["list", "create", "put", "poll", "endpoints"]


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
                    connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                    self._connections.append(connection)
                    if not _shake_hands(connection):
                        return
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


def _shake_hands(connection: ssl.SSLSocket) -> bool:
    """After a failure, read what the client still sends: a close with unread data would reset the connection, and the
    client would lose the alert that says why."""
    try:
        connection.do_handshake()
    except ssl.SSLError:
        socket.socket.shutdown(connection, socket.SHUT_WR)
        while socket.socket.recv(connection, 65536):
            pass
        return False
    return True


@dataclass(frozen=True)
class Certificates:
    """A self-signed certificate for 127.0.0.1."""

    path: Path
    server: ssl.SSLContext
    client: ssl.SSLContext
