"""The settings of a client: its address and keys, time limits, retry counts and waiting times."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, fields

from justpack.client.http.address import Address, check_seconds
from justpack.client.http.secret import Credentials, Redactor
from justpack.errors import UsageError


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Time limits in seconds. Except for `request`, each limit applies to one operation on the socket."""

    connect: float = 10.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 10.0
    request: float = 30.0
    """The limit of one API call as a whole, however slowly the response arrives."""
    upload_read: float = 120.0
    """The limit for the store's response after the last byte of the upload."""

    def __post_init__(self) -> None:
        for field in fields(self):
            check_seconds(f"the timeout `{field.name}`", getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent again after a temporary failure; 0 for never. The deadline limits all of them."""

    reads: int = 3
    """Of a GET. While a build is awaited, the polls are limited by the deadline only."""
    connects: int = 4
    """Of the creation of a build whose connection fails, so that nothing is sent."""
    creations: int = 2
    """Of the creation of a build with unknown result, each after the list shows no new build."""
    throttles: int = 5
    """Of the creation of a build that is refused with 429 and therefore creates nothing."""
    conflicts: int = 5
    """The maximum number of other builds that are awaited."""
    uploads: int = 4
    """Of the upload; all attempts use one URL and send equal bytes."""

    def __post_init__(self) -> None:
        for field in fields(self):
            count = getattr(self, field.name)
            if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= 1000:
                raise UsageError(f"the retries `{field.name}` are not a whole number from 0 to 1000")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a client."""

    address: Address
    credentials: Credentials
    redactor: Redactor
    timeouts: Timeouts
    retries: Retries
    ssl_context: ssl.SSLContext | None
    agent: str
    """The name of the program that uses the client, which is put before justpack's own, or ""."""


DEPLOY = 1200.0
"""The default limit of a whole deployment in seconds."""
CALL = 120.0
"""The default limit of any other call in seconds, including all attempts."""
BACKOFF = (1.0, 30.0)
"""The minimum and maximum wait between attempts, in seconds.

The wait is drawn uniformly below a bound that doubles with each attempt ("full jitter").
"""
POLLS = ((30.0, 2.0), (300.0, 5.0), (float("inf"), 10.0))
"""Pairs of the elapsed time up to which a polling interval applies and the interval, both in seconds."""
POLL_JITTER = 0.2
MISSING = 30.0
"""The number of seconds after the last mention of a build in which a server may not know the build yet (404)."""
ANSWER = 8 * 2**20
"""The maximum number of bytes of a response that are read."""
LIST = 32 * 2**20
"""The maximum number of bytes of a list of builds that are read: the service limits no error text of its 50 builds."""


def backoff(attempt: int, random: float) -> float:
    """Return the seconds to wait after the `attempt`-th failure, counted from 0; `random` is in [0, 1)."""
    low, high = BACKOFF
    return low + random * (min(high, low * 2.0 ** min(attempt + 1, 10)) - low)


def poll_interval(elapsed: float, random: float) -> float:
    """Return the seconds until the next poll, `elapsed` seconds after the start; `random` is in [0, 1)."""
    every = next(seconds for until, seconds in POLLS if elapsed < until)
    return every * (1 - POLL_JITTER + 2 * POLL_JITTER * random)
