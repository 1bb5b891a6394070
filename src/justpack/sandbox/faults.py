"""The faults that the sandbox can simulate.

A fault is written `name` (every time) or `name:2` (the first two times). The faults of one call occur in the given
order, so `put-503:1 put-reset:1 put-503:1` is a sequence.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from justpack.errors import UsageError

Where = Literal["api", "endpoints", "list", "post", "poll", "put", "run"]
Shape = Literal[
    "error", "hostile", "html", "half", "huge", "odd", "bare", "redirect", "reset", "stall", "drip", "early",
    "intruder", "nameless", "no-url", "http", "userinfo", "fragment", "no-such-scheme", "run",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One simulated failure of the service."""

    name: str
    where: Where
    """The affected call: any API call (`api`), one kind of API call, the upload (`put`), or the whole run (`run`)."""
    does: str
    """A description of the behaviour, for `--help` and the documentation."""
    shape: Shape = "error"
    status: int = 0
    """The HTTP status, or 0 if the shape has none."""
    acts: bool = False
    """Whether the call has its normal effect on the sandbox despite the fault."""
    code: str = ""
    """The `<Code>` element of the store's XML response; for uploads only."""


FAULTS: tuple[Fault, ...] = (
    Fault("api-401", "api", "every API call is refused: the keys are not valid", status=401),
    Fault("api-403", "api", "every API call is refused: the keys may not do this", status=403),
    Fault("api-429", "api", "every API call is told to come back later", status=429),
    Fault("api-500", "api", "every API call fails inside the service", status=500),
    Fault("api-reset", "api", "the connection of every API call is reset, and nothing was done", "reset"),
    Fault("api-stall", "api", "no API call is ever answered, and nothing was done", "stall"),
    Fault(
        "redirect", "api", "every API call is sent on to another origin, where keys would be a leak", "redirect", 307
    ),
    Fault("drip", "api", "every API answer comes a byte at a time, drip_seconds apart", "drip", acts=True),
    Fault("list-500", "list", "listing the builds fails inside the service", status=500),
    Fault("endpoints-500", "endpoints", "asking for the endpoints fails inside the service", status=500),
    Fault("post-400", "post", "creating a build is refused: the request is malformed", status=400),
    Fault("post-404", "post", "creating a build is refused: no such project", status=404),
    Fault("post-422", "post", "creating a build is refused: the stage cannot be built", status=422),
    Fault("post-429", "post", "creating a build is refused until Retry-After and retryAfter have passed", status=429),
    Fault("post-500", "post", "creating a build fails inside the service, and no build exists", status=500),
    Fault("post-503", "post", "the service is unavailable, and no build exists", status=503),
    Fault("post-500-created", "post", "the build was created, but the answer is a 500", status=500, acts=True),
    Fault("post-lost", "post", "the build was created, but the answer is lost", "reset", acts=True),
    Fault("post-reset", "post", "the connection is reset, and no build exists", "reset"),
    Fault("post-stall", "post", "the build was created, but no answer ever comes", "stall", acts=True),
    Fault("post-garbled", "post", "the build was created, but its answer is half a JSON text", "half", 200, acts=True),
    Fault(
        "post-bare", "post", "the build was created, but the answer names neither build nor url", "bare", 200, acts=True
    ),
    Fault("post-hostile", "post", "a refusal whose message holds control characters and your own keys", "hostile", 400),
    Fault("busy-again", "post", "a new build of someone else runs each time (busy_seconds, busy_polls)", "intruder"),
    Fault("busy-nameless", "post", "the stage is busy, but the 409 does not say with which build", "nameless", 409),
    Fault("url-missing", "post", "the build was created, but there is no upload URL", "no-url", 200, acts=True),
    Fault("url-http", "post", "the upload URL is plain http to another host", "http", 200, acts=True),
    Fault("url-userinfo", "post", "the upload URL holds a user and a password", "userinfo", 200, acts=True),
    Fault("url-fragment", "post", "the upload URL has a fragment", "fragment", 200, acts=True),
    Fault("url-scheme", "post", "the upload URL is an ftp URL", "no-such-scheme", 200, acts=True),
    Fault("put-reset", "put", "the connection is reset half-way, and nothing is stored", "reset"),
    Fault("put-lost", "put", "the upload is stored, but the answer is lost", "reset", acts=True),
    Fault("put-stall", "put", "the store stops reading and never answers", "stall"),
    Fault("put-drip", "put", "the upload is stored, and the answer comes a byte at a time", "drip", acts=True),
    Fault("put-early", "put", "refused at once, without reading the body", "early", 403, code="AccessDenied"),
    Fault(
        "put-400-timeout", "put", "the store says it waited too long for the body", status=400, code="RequestTimeout"
    ),
    Fault("put-408", "put", "the store answers 408", status=408, code="RequestTimeout"),
    Fault("put-429", "put", "the store answers 429", status=429, code="TooManyRequests"),
    Fault("put-500", "put", "the store fails", status=500, code="InternalError"),
    Fault("put-502", "put", "a proxy before the store answers 502 with HTML", "html", 502),
    Fault("put-503", "put", "the store is busy", status=503, code="SlowDown"),
    Fault("put-504", "put", "a proxy before the store answers 504 with HTML", "html", 504),
    Fault("put-403-expired", "put", "the upload URL has expired", status=403, code="AccessDenied"),
    Fault("put-403-signature", "put", "the signature does not match", status=403, code="SignatureDoesNotMatch"),
    Fault("put-404", "put", "the store does not know the bucket", status=404, code="NoSuchBucket"),
    Fault("put-411", "put", "the store misses the length", status=411, code="MissingContentLength"),
    Fault("put-413", "put", "a proxy before the store calls the body too large, with HTML", "html", 413),
    Fault("put-too-large", "put", "the store calls the body too large", status=400, code="EntityTooLarge"),
    Fault("put-501", "put", "the store does not do this", status=501, code="NotImplemented"),
    Fault("put-redirect", "put", "the store sends the upload on to another origin", "redirect", 307),
    Fault("poll-401", "poll", "the keys are no longer valid while the build runs", status=401),
    Fault("poll-404", "poll", "the build is not found, as right after its creation", status=404),
    Fault("poll-429", "poll", "polling is told to come back later", status=429),
    Fault("poll-500", "poll", "polling fails inside the service", status=500),
    Fault("poll-502", "poll", "a proxy before the API answers 502 with HTML", "html", 502),
    Fault("poll-503", "poll", "the API is unavailable", status=503),
    Fault("poll-reset", "poll", "the connection is reset", "reset"),
    Fault("poll-stall", "poll", "no answer ever comes", "stall"),
    Fault("poll-html", "poll", "a proxy answers 200 with HTML", "html", 200),
    Fault("poll-broken", "poll", "the answer is half a JSON text", "half", 200, acts=True),
    Fault("poll-odd", "poll", "the answer is JSON, but of another shape", "odd", 200),
    Fault("poll-huge", "poll", "the answer is JSON of 64 MiB", "huge", 200, acts=True),
    Fault("busy-forever", "run", "a build of someone else runs on the stage and never ends", "run"),
    Fault("pending-free", "run", "a build that waits for its upload does not make the stage busy", "run"),
    Fault("never-ready", "run", "the build stays `building`", "run"),
    Fault("unknown-status", "run", "the build goes through statuses nobody has documented", "run"),
    Fault("backward-status", "run", "the build goes back from `building` to `pending` once", "run"),
    Fault("ready-bare", "run", "a ready build says neither runtime nor version nor size", "run"),
    Fault("ready-odd", "run", "a ready build has fields of odd types", "run"),
    Fault("other-runtime", "run", "the build gets another runtime than the sandbox would have chosen", "run"),
    Fault("other-version", "run", "the build says another version", "run"),
    Fault("other-size", "run", "the build says another size", "run"),
    Fault("build-error", "run", "the build ends in `error`", "run"),
    Fault("error-hostile", "run", "the build ends in `error`, with control characters and 64 KiB in its text", "run"),
    Fault("clock-skew", "run", "the service's clock is two hours ahead", "run"),
)
BY_NAME = {fault.name: fault for fault in FAULTS}


def parse(written: str) -> tuple[Fault, int | None]:
    """Parse a fault such as `put-503:2` into the fault and its count; the count is None for every time.

    Raises UsageError if the fault is unknown or the count is invalid.
    """
    name, colon, count = written.partition(":")
    fault = BY_NAME.get(name)
    if fault is None:
        close = difflib.get_close_matches(name, BY_NAME, n=1)
        every = "`justpack sandbox --list-faults` lists the faults"
        help_ = f"did you mean `{close[0]}`? {every}" if close else every
        raise UsageError(f"there is no fault `{name}`", help=help_)
    if not colon:
        return fault, None
    if fault.where == "run":
        raise UsageError(f"fault `{name}` applies to the whole run and accepts no count", help=f"write `{name}`")
    if not (count.isascii() and count.isdigit() and len(count) <= 6 and int(count) > 0):
        raise UsageError(f"fault `{written}` needs a whole number from 1 after the colon", help=f"as in `{name}:2`")
    return fault, int(count)


class Faults:
    """The faults of one run, each with its remaining count. Thread-safe."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        planned = [parse(text) for text in written]
        self._run = frozenset(fault.name for fault, _ in planned if fault.where == "run")
        self._left = [[fault, count] for fault, count in planned if fault.where != "run"]
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether the run has a fault of this name that applies to the whole run."""
        return name in self._run

    def take(self, *places: Where) -> Fault | None:
        """Return the next fault for one of these kinds of calls and decrement its count; None if there is none."""
        with self._lock:
            for entry in self._left:
                fault, count = entry
                assert isinstance(fault, Fault)
                if fault.where not in places or count == 0:
                    continue
                if isinstance(count, int):
                    entry[1] = count - 1
                return fault
        return None
