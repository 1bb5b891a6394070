"""The steps that a call yields to its driver (blocking or asyncio), and the outcomes that the driver returns."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias, TypeVar

from justpack.client.http.archive_body import ArchiveBody
from justpack.client.http.limits import ANSWER
from justpack.client.http.secret import UploadUrl

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """A step: call the API, with the keys in the headers."""

    method: Literal["GET", "POST"]
    path: str
    limit: float
    """The time limit of the whole call in seconds."""
    body: Mapping[str, str] | None = None
    """The body, which is sent as JSON, or None for no body."""
    most: int = ANSWER
    """The maximum number of bytes of the response that are read."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A step: send the archive to its presigned URL, without the keys."""

    most: ClassVar[int] = ANSWER
    url: UploadUrl
    body: ArchiveBody
    limit: float
    """The time limit of the whole upload in seconds."""
    on_progress: Callable[[int], None] = field(repr=False)
    """A callback that receives the number of bytes sent so far."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A step: wait for a number of seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response of the API or the store. Its `repr` omits headers and body, because they may contain secrets."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The header values by lower-case name."""
    body: bytes = field(default=b"", repr=False)
    whole: bool = True
    """False if the body is incomplete, is larger than the limit or cannot be decoded."""
    host: str = ""
    """The host of the request, with its port if the URL names one."""

    @property
    def final(self) -> bool:
        """Whether a retry cannot change the response. A 2xx is only checked if its body is invalid, so it can."""
        if self.status == 400:
            # S3 responds with this code if a body arrives too slowly; it is the only 400 that botocore retries.
            return b"<Code>RequestTimeout</Code>" not in self.body
        return 300 <= self.status < 500 and self.status not in (408, 425, 429)

    @property
    def redirect(self) -> bool:
        """Whether the response names another URL; 304 and 306 do not."""
        return self.status in (300, 301, 302, 303, 305, 307, 308)

    @property
    def page(self) -> bool:
        """Whether the body is HTML, which is sent by proxies and gateways, but neither by the API nor by a store."""
        return self.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why no response was received."""

    status: ClassVar[int] = 0
    kind: Literal["connect", "unreachable", "proxy", "certificate", "lost", "slow", "changed", "unsendable"]
    """The kind of failure.

    After `lost` and `slow` the server may have processed the request. `changed` is about the archive, `unsendable` is
    about the request. Otherwise nothing was sent: `certificate` is any problem of TLS that a retry cannot solve.
    """
    detail: str
    """A description for people, without secrets and control characters."""
    host: str = ""
    """The host of the request, with its port if the URL names one."""
    help: str | None = None
    """What the user can do about it, or None."""

    @property
    def final(self) -> bool:
        """Whether the same request cannot succeed later in this run."""
        return self.kind in ("unreachable", "proxy", "certificate", "unsendable")


Outcome: TypeAlias = HttpResponse | Failure
Step: TypeAlias = Request | Upload | Wait
Steps: TypeAlias = Generator[Step, Outcome | None, T]
"""A generator of steps. The driver sends the outcome of a request or an upload, and None after a wait."""
