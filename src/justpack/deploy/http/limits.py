"""How long and how often do we try?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. All but `request` are for one operation on the socket."""

    connect: float = 10.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 10.0
    request: float = 30.0
    """One call of the API as a whole, however slowly its answer drips."""
    upload_read: float = 120.0
    """The store's answer to the upload's last byte."""


DEPLOY = 1200.0
"""Seconds that one deploy may take as a whole, unless told otherwise."""
CALL = 120.0
"""Seconds that one of the other calls may take, all its tries together."""

READS = 4
"""How often a GET is tried."""
CONNECTS = 5
"""How often a POST is tried whose connection failed: nothing was sent."""
REPEATS = 2
"""How often a POST is repeated whose fate is unknown, each time only after the list shows no new build."""
CONFLICTS = 5
"""How many other builds are waited for."""
THROTTLES = 5
"""How often a POST is repeated that was answered 429: it was refused, so it made nothing."""
POSTS = 1 + (CONNECTS - 1) + REPEATS + CONFLICTS + THROTTLES
"""How many POSTs one deploy sends at most, whatever happens; at most 1 + REPEATS of them can have made a build."""
UPLOADS = 5
"""How often the upload is tried: same URL, same bytes."""

BACKOFF = (1.0, 30.0)
"""Seconds between tries: at least, at most; drawn evenly below a bound that doubles ("full jitter")."""
POLLS = ((30.0, 2.0), (300.0, 5.0), (float("inf"), 10.0))
"""Until so many seconds after the start, ask every so many seconds."""
POLL_JITTER = 0.2
MISSING = 30.0
"""Seconds after the service last spoke of a build in which not every one of its servers may know it."""
ANSWER = 4 * 2**20
"""Bytes of an answer that are read at most."""


def backoff(attempt: int, chance: float) -> float:
    """Seconds to wait after the `attempt`-th failure (from 0); `chance` is in [0, 1)."""
    low, high = BACKOFF
    return low + chance * (min(high, low * 2.0 ** min(attempt + 1, 10)) - low)


def poll_interval(elapsed: float, chance: float) -> float:
    """Seconds until the next poll, `elapsed` seconds after the start."""
    every = next(seconds for until, seconds in POLLS if elapsed < until)
    return every * (1 - POLL_JITTER + 2 * POLL_JITTER * chance)
