"""What can a deployment ask its driver to do, and what does it get back?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from justpack.deploy.http.body import ArchiveBody
from justpack.deploy.http.secret import UploadUrl

T = TypeVar("T")

Kind = Literal["connect", "certificate", "lost", "slow", "changed", "unsendable"]


@dataclass(frozen=True, slots=True)
class Request:
    """Call the API, with the keys."""

    method: Literal["GET", "POST"]
    path: str
    limit: float
    """Seconds for all of it."""
    body: Mapping[str, str] | None = None
    """Sent as JSON."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Send the archive to its presigned URL, with nothing of ours."""

    url: UploadUrl
    body: ArchiveBody
    limit: float
    """Seconds for all of it."""
    tell: Callable[[int], None] = field(repr=False)
    """Called with the bytes handed over so far."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a while."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered. Its texts may hold secrets, so its `repr` holds none of them."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)
    whole: bool = True
    """False where the body was cut off, too large or not to be decoded."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer."""

    kind: Kind
    """`connect`: nothing was sent · `certificate`: nothing was sent, and trying again is no use · `lost`: anything may
    have happened on the other side · `slow`: the same, our patience ended · `changed`: the archive is not what it was ·
    `unsendable`: it is no request that could be sent."""
    detail: str
    """For people; cleaned."""


Outcome: TypeAlias = Answer | Failure
Step: TypeAlias = Request | Upload | Wait
Steps: TypeAlias = Generator[Step, Outcome | None, T]
"""A flow of steps: a request or an upload is sent back its outcome, a wait is sent back None."""


def ask(step: Request | Upload) -> Steps[Outcome]:
    """One exchange."""
    outcome = yield step
    assert outcome is not None
    return outcome
