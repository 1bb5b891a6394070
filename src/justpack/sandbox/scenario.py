"""What should the sandbox do? One scenario: read from a TOML file, or made in code."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from justpack.errors import UsageError
from justpack.sandbox import faults as fault_table

STAGES = ("production", "development")
MAX_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Scenario:
    """The script of one sandbox. Every field has the value of an ordinary, quick run; `UsageError` on a bad one.

    A status lasts until its seconds have passed *and* it was shown by that many polls.
    """

    runtime: str | None = None
    """The runtime of every build; None: the sandbox looks into the zip and decides by itself."""
    version: str | None = None
    """The version of every build; None: as the manifest in the zip says."""
    size: int | None = None
    """The size in bytes of every build; None: the size of the upload."""
    error: str | None = None
    """The text with which every build ends in `error`; None: builds end as their zip deserves."""
    pending_seconds: float = 0.2
    """How long a build stays `pending` after its upload."""
    pending_polls: int = 0
    building_seconds: float = 0.8
    building_polls: int = 0
    statuses: tuple[str, ...] = ()
    """Statuses shown between `pending` and `building`, for one poll each."""
    busy_stage: str = "production"
    busy_seconds: float = 0
    """How long a build of someone else runs on `busy_stage` from the start; 0, and no polls: there is none."""
    busy_polls: int = 0
    url_seconds: int = 900
    """How long an upload URL lives; a build without an upload then ends in `error`."""
    max_upload: int = 5 << 30
    """The largest upload in bytes."""
    idle_seconds: float = 20
    """How long the store waits for the next bytes of a body before it answers RequestTimeout."""
    retry_after: int = 1
    """Seconds in `Retry-After` of a 429 or 503."""
    retry_after_body: int = 1
    """Seconds in the body's `retryAfter`."""
    drip_seconds: float = 0.5
    """Between two bytes of a dripped answer."""
    faults: tuple[str, ...] = ()
    """Faults by name, each with an optional count: `put-503:2`."""

    def __post_init__(self) -> None:
        for name, (kind, low, high) in _NUMBERS.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise UsageError(f"`{name}` must be {kind} from {low} to {high}, not {value}")
        if self.busy_stage not in STAGES:
            raise UsageError(f"`busy_stage` must be `production` or `development`, not `{self.busy_stage}`")
        for written in self.faults:
            fault_table.parse(written)

    def with_faults(self, *written: str) -> Scenario:
        """The same scenario with more faults, as `--fault` gives them."""
        return replace(self, faults=(*self.faults, *written))


_YEAR = 31_536_000
_WEEK = 604_800
_MOST = 1 << 50
_NUMBERS: dict[str, tuple[str, float, int]] = {
    "size": ("a number of bytes", 0, _MOST),
    "pending_seconds": ("a number of seconds", 0, _YEAR),
    "pending_polls": ("a number of polls", 0, _MOST),
    "building_seconds": ("a number of seconds", 0, _YEAR),
    "building_polls": ("a number of polls", 0, _MOST),
    "busy_seconds": ("a number of seconds", 0, _YEAR),
    "busy_polls": ("a number of polls", 0, _MOST),
    # S3 accepts no presigned URL that lives longer than a week.
    "url_seconds": ("a number of seconds", 1, _WEEK),
    "max_upload": ("a number of bytes", 0, _MOST),
    "idle_seconds": ("a number of seconds", 0.01, _YEAR),
    "retry_after": ("a number of seconds", 0, _YEAR),
    "retry_after_body": ("a number of seconds", 0, _YEAR),
    "drip_seconds": ("a number of seconds", 0, _YEAR),
}
_SECONDS = {"pending_seconds", "building_seconds", "busy_seconds", "idle_seconds", "drip_seconds"}
_LISTS = {"statuses", "faults"}
_KEYS = tuple(field.name for field in fields(Scenario))

DEFAULT = Scenario()
"""A build takes about a second: quick, yet to be seen."""


def read(path: Path) -> Scenario:
    """The scenario in a TOML file. `UsageError` where it cannot be read, is no TOML or has a bad key or value."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UsageError(f"cannot read the scenario {path}: {error.strerror}") from None
    if len(data) > MAX_FILE:
        raise UsageError(f"the scenario {path} is larger than {MAX_FILE} bytes")
    try:
        return parse(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from None
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", help=error.help) from None


def parse(text: str) -> Scenario:
    """The scenario in a TOML text: the fields of `Scenario` as top-level keys."""
    table: Mapping[str, object] = tomllib.loads(text)
    result = DEFAULT
    for key, value in table.items():
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, n=1)
            raise UsageError(
                f"there is no key `{key}` in a scenario",
                help=f"did you mean `{close[0]}`?" if close else f"the keys are {', '.join(_KEYS)}",
            )
        result = _with(result, key, value)
    return result


def _with(scenario: Scenario, key: str, value: object) -> Scenario:
    if key in _LISTS:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise UsageError(f"`{key}` must be a list of strings")
        value = tuple(value)
    elif key in _NUMBERS:
        allowed = (int, float) if key in _SECONDS else (int,)
        if isinstance(value, bool) or not isinstance(value, allowed):
            raise UsageError(f"`{key}` must be {_NUMBERS[key][0]}{'' if key in _SECONDS else ', whole'}")
    elif not isinstance(value, str):
        raise UsageError(f"`{key}` must be a string")
    return replace(scenario, **{key: value})  # type: ignore[arg-type]
