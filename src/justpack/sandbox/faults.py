"""The faults that the sandbox can simulate: a table of kinds, each for some calls.

A fault is written `CALL-KIND`, such as `put-503` or `poll-html`, for every time, or `put-503:2` for the first two
times; without a call, the kind is for every API call. The faults of one call occur in the given order, so
`put-503:1 put-reset:1 put-503:1` is a sequence. A fault of the whole run has no call and no count.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from justpack.errors import UsageError

API = ("api", "endpoints", "list", "post", "poll")
"""The calls of the API; `api` is any of them."""
CALLS = (*API, "put")
RUN = ("run",)
_GROUPS = {"url": "post", "busy": "post"}
"""Groups of kinds that have a word of their own in place of their call."""
BUSY = "A build is already in progress for this stage."
ENDLESS = 31_536_000
"""The number of seconds of a phase that lasts to the end of the run."""
KEY = "{secret key}"
HOSTILE = f"\x1b[31mFailed\x07\r\n::error::a\n::error file=a::b\n\u202egnp.exe\x00\x9b2J\n{KEY}\n{'A' * (64 << 10)}"
"""A text with control characters. In a message, the secret key replaces `KEY`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which a call, or a whole run, fails."""

    name: str
    """The last part of the fault's name; `STATUS` stands for an HTTP status from 400."""
    calls: tuple[str, ...]
    does: str
    """A description of the behaviour, for `--list-faults`."""
    status: int = 0
    code: str = "InternalError"
    """The `<Code>` element of the store's XML response; for uploads only."""
    message: str = ""
    """The message of the response, if it is not a general one."""
    acts: bool = False
    """Whether the call has its normal effect on the sandbox despite the fault."""


KINDS: tuple[Kind, ...] = (
    Kind("STATUS", CALLS, "answers with an HTTP status; 429 and 503 name a time to wait, 502 and 504 are a proxy's"),
    Kind("STATUS-created", ("post",), "the build was created, but the answer is this HTTP status", acts=True),
    Kind("400-timeout", ("put",), "the store says it waited too long for the body", 400, "RequestTimeout"),
    Kind("403-expired", ("put",), "the upload URL has expired", 403, "AccessDenied", "Request has expired"),
    Kind("403-signature", ("put",), "the signature does not match", 403, "SignatureDoesNotMatch"),
    Kind("too-large", ("put",), "the store calls the body too large", 400, "EntityTooLarge"),
    Kind("early", ("put",), "refused at once, without reading the body", 403, "AccessDenied"),
    Kind("reset", CALLS, "the connection is reset, and nothing was done"),
    Kind("lost", CALLS, "the call was carried out, but its answer is lost", acts=True),
    Kind("stall", CALLS, "no answer ever comes; a build was created, but nothing was stored"),
    Kind("drip", CALLS, "the answer comes a byte at a time, drip_seconds apart", acts=True),
    Kind("redirect", CALLS, "sent on to another origin, where keys would be a leak"),
    Kind("html", CALLS, "a proxy answers 200 with HTML, and nothing was done", 200),
    Kind("broken", API, "the call was carried out, but its answer is half a JSON text", acts=True),
    Kind("bare", API, "the call was carried out, but its answer is an empty object", acts=True),
    Kind("odd", API, "the answer is JSON, but of another shape, and nothing was done"),
    Kind("huge", API, "the call was carried out, and its answer is JSON of 64 MiB", acts=True),
    Kind("hostile", API, "a refusal whose message holds control characters and your own keys", 400, message=HOSTILE),
    Kind("missing", ("url",), "the build was created, but there is no upload URL", acts=True),
    Kind("http", ("url",), "the upload URL is plain http to another host", acts=True),
    Kind("userinfo", ("url",), "the upload URL holds a user and a password", acts=True),
    Kind("fragment", ("url",), "the upload URL has a fragment", acts=True),
    Kind("scheme", ("url",), "the upload URL is an ftp URL", acts=True),
    Kind("again", ("busy",), "a new build of someone else runs each time (busy_seconds, busy_polls)", acts=True),
    Kind("nameless", ("busy",), "the stage is busy, but the 409 does not say with which build", 409, message=BUSY),
    Kind("busy-forever", RUN, "a build of someone else runs on busy_stage and never ends"),
    Kind("never-ready", RUN, "the build stays `building`"),
    Kind("unknown-status", RUN, "the build goes through statuses nobody has documented"),
    Kind("backward-status", RUN, "the build goes back from `building` to `pending` once"),
    Kind("build-error", RUN, "the build ends in `error`"),
    Kind("error-hostile", RUN, "the build ends in `error`, with control characters and 64 KiB in its text"),
    Kind("other-runtime", RUN, "the build gets another runtime than the sandbox would have chosen"),
    Kind("other-version", RUN, "the build says another version"),
    Kind("other-size", RUN, "the build says another size"),
    Kind("ready-bare", RUN, "a ready build says neither runtime nor version nor size"),
    Kind("ready-odd", RUN, "a ready build has fields of odd types"),
    Kind("pending-free", RUN, "a build that waits for its upload does not make the stage busy"),
    Kind("clock-skew", RUN, "the service's clock is two hours ahead"),
)
_CHANGES: dict[str, dict[str, object]] = {
    "busy-forever": {"busy_seconds": ENDLESS},
    "never-ready": {"building_seconds": ENDLESS},
    "unknown-status": {"statuses": ("provisioning", "QUEUED", "ready?")},
    "backward-status": {"statuses": ("building", "pending")},
    "build-error": {"error": "Build failed: npm ERR! code ERESOLVE"},
    "error-hostile": {"error": HOSTILE},
    "other-version": {"version": "0.0.0-other"},
    "other-size": {"size": 1},
}
"""The fields of the scenario that faults of the whole run change."""
_ERRORS = [status.value for status in HTTPStatus if status.value >= 400]
_COMMON = (401, 404, 422, 429, 500, 503)
_STORE_CODES = {404: "NoSuchBucket", 408: "RequestTimeout", 411: "MissingContentLength", 429: "TooManyRequests"}
_STORE_CODES |= {501: "NotImplemented", 503: "SlowDown"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a run."""

    name: str
    where: str
    """The affected call, one of `CALLS`; or `run`."""
    kind: Kind

    @property
    def page(self) -> bool:
        """Whether the answer is the HTML page of a proxy."""
        return self.kind.name == "html" or self.kind.status in (502, 504) or self.name == "put-413"


def rows() -> list[tuple[str, str]]:
    """Return every fault as it is written, with its description. `CALL` is any call, and `API` any but `put`."""
    words = {API: "API", CALLS: "CALL"}
    return [(_written(words.get(kind.calls, kind.calls[0]), kind.name), kind.does) for kind in KINDS]


def names() -> list[tuple[str, str]]:
    """Return the name of every fault with its description; of the faults with a status, some common ones."""
    faults = (fault for fault in _FAULTS.values() if "STATUS" not in fault.kind.name or fault.kind.status in _COMMON)
    return [(fault.name, fault.kind.does) for fault in faults]


def _written(call: str, name: str) -> str:
    return name if (call,) == RUN else f"{call}-{name}"


def parse(written: str) -> tuple[Fault, int | None]:
    """Parse a fault such as `put-503:2` into the fault and its count, None for every time; raises UsageError."""
    name, colon, count = written.partition(":")
    fault = _FAULTS.get(name) or _FAULTS.get(f"api-{name}")
    if fault is None:
        close = "".join(f"did you mean `{each}`? " for each in difflib.get_close_matches(name, dict(names()), n=1))
        help_ = f"{close}`justpack sandbox --list-faults` lists the faults"
        raise UsageError(f"there is no fault `{name}`", help=help_)
    if not colon:
        return fault, None
    if fault.where == "run":
        raise UsageError(f"fault `{name}` applies to the whole run and accepts no count", help=f"write `{name}`")
    if not (count.isascii() and count.isdigit() and len(count) <= 6 and int(count) > 0):
        raise UsageError(f"fault `{written}` needs a whole number from 1 after the colon", help=f"as in `{name}:2`")
    return fault, int(count)


def _every() -> Iterator[Fault]:
    for kind in KINDS:
        for call in kind.calls:
            for status in _ERRORS if "STATUS" in kind.name else (kind.status,):
                name = _written(call, kind.name.replace("STATUS", str(status)))
                code = _STORE_CODES.get(status, kind.code) if "STATUS" in kind.name else kind.code
                yield Fault(name, _GROUPS.get(call, call), replace(kind, status=status, code=code))


_FAULTS = {fault.name: fault for fault in _every()}


class Faults:
    """The faults of one run, each with its remaining count. Thread-safe."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        planned = [parse(text) for text in written]
        self._run = [fault.name for fault, _ in planned if fault.where == "run"]
        self._left = [(fault, [count]) for fault, count in planned if fault.where != "run"]
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether the run has a fault of this name that applies to the whole run."""
        return name in self._run

    @property
    def changes(self) -> dict[str, object]:
        """The fields of the scenario that the faults of the whole run change."""
        return {key: value for name in self._run for key, value in _CHANGES.get(name, {}).items()}

    def take(self, *calls: str) -> Fault | None:
        """Return the next fault for one of these calls and decrement its count; None if there is none."""
        with self._lock:
            for fault, left in self._left:
                if fault.where in calls and left[0] != 0:
                    left[0] = None if left[0] is None else left[0] - 1
                    return fault
        return None
