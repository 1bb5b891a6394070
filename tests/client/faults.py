"""Faults of one exchange with the fake service, and the connection that plays them."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


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
