"""The scenario that controls the behaviour of the sandbox, read from a TOML file or created in code."""

from __future__ import annotations

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from justpack.errors import UsageError
from justpack.sandbox import faults
from justpack.sandbox.faults import ENDLESS

STAGES = ("production", "development")
_WEEK = 604_800
_MOST = 1 << 50
_SECONDS = ("pending_seconds", "building_seconds", "busy_seconds", "retry_after", "retry_after_body", "drip_seconds")
_NUMBERS: dict[str, tuple[str, float, int]] = {
    **dict.fromkeys(("size", "max_upload"), ("a number of bytes", 0, _MOST)),
    **dict.fromkeys(("pending_polls", "building_polls", "busy_polls"), ("a number of polls", 0, _MOST)),
    **dict.fromkeys(_SECONDS, ("a number of seconds", 0, ENDLESS)),
    "url_seconds": ("a number of seconds", 1, _WEEK),  # S3 accepts no presigned URL with a longer lifetime
    "idle_seconds": ("a number of seconds", 0.01, ENDLESS),
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """The settings of one sandbox. The defaults describe a quick, successful build.

    A status lasts until its seconds have passed and it was returned by its number of polls. Raises UsageError if a
    value is invalid.
    """

    runtime: str | None = None
    """The runtime of every build, or None to derive it from a file at the root of the zip."""
    version: str | None = None
    """The version of every build, or None."""
    size: int | None = None
    """The size of every build in bytes, or None for the size of the upload."""
    error: str | None = None
    """The error text of every build, which then ends in `error`; None if the zip determines the result."""
    pending_seconds: float = 0.2
    """The number of seconds for which a build stays `pending` after its upload."""
    pending_polls: int = 0
    """The number of polls that return `pending` at least."""
    building_seconds: float = 0.8
    """The number of seconds for which a build stays `building`."""
    building_polls: int = 0
    """The number of polls that return `building` at least."""
    statuses: tuple[str, ...] = ()
    """The statuses between `pending` and `building`, each for one poll."""
    busy_stage: str = "production"
    """The stage on which a build of another client runs, if there is one."""
    busy_seconds: float = 0
    """The number of seconds for which a build of another client runs on `busy_stage` from the start of the sandbox.

    There is no such build if `busy_seconds` and `busy_polls` are 0.
    """
    busy_polls: int = 0
    """The number of polls for which that build runs at least."""
    url_seconds: int = 900
    """The lifetime of an upload URL in seconds; a build without an upload ends in `error` after it."""
    max_upload: int = 5 << 30
    """The maximum size of an upload in bytes."""
    idle_seconds: float = 20
    """The number of seconds that the store waits for the next bytes of a body before it responds RequestTimeout."""
    retry_after: int = 1
    """The seconds in the `Retry-After` header of a 429 or 503."""
    retry_after_body: int = 1
    """The seconds in the key `retryAfter` of the body of a 429 or 503."""
    drip_seconds: float = 0.5
    """The seconds between two bytes of a response that is sent byte by byte."""
    faults: tuple[str, ...] = ()
    """The names of faults, each with an optional count: `put-503:2`."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None or field.default is not None:
                _check(field.name, value, whole=field.type != "float")
        if self.busy_stage not in STAGES:
            raise UsageError(f"`busy_stage` must be `production` or `development`, not `{self.busy_stage}`")
        for written in self.faults:
            faults.parse(written)

    def changed(self, changes: Mapping[str, object]) -> Scenario:
        """Return a copy with other values of these fields."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def with_faults(self, *written: str) -> Scenario:
        """Return a copy with additional faults, in the notation of `--fault`."""
        return replace(self, faults=(*self.faults, *written))


def _check(name: str, value: object, *, whole: bool) -> None:
    if name in ("statuses", "faults"):
        if not isinstance(value, tuple | list) or not all(isinstance(item, str) for item in value):
            raise UsageError(f"`{name}` must be a list of strings")
    elif name not in _NUMBERS:
        if not isinstance(value, str):
            raise UsageError(f"`{name}` must be a string")
    else:
        kind, low, high = _NUMBERS[name]
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise UsageError(f"`{name}` must be {kind}{', whole' if whole else ''}")
        if not low <= value <= high:
            raise UsageError(f"`{name}` must be {kind} from {low} to {high}, not {value}")


_KEYS = tuple(field.name for field in fields(Scenario))
DEFAULT = Scenario()
"""The default scenario: a build lasts about a second, long enough to observe its statuses."""


def read(path: Path) -> Scenario:
    """Read a scenario from a TOML file.

    Raises UsageError if the file cannot be read, is not valid TOML, or contains an unknown key or an invalid value.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UsageError("it is not a regular file")
            return parse(file.read().decode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read the scenario {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from None
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", help=error.help) from None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a named pipe is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse(text: str) -> Scenario:
    """Parse a scenario from TOML text, with the fields of `Scenario` as top-level keys.

    Raises TOMLDecodeError if the text is not valid TOML, and UsageError for an unknown key or an invalid value.
    """
    table: dict[str, object] = tomllib.loads(text)
    for key in table:
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, n=1)
            help_ = f"did you mean `{close[0]}`?" if close else f"the keys are {', '.join(_KEYS)}"
            raise UsageError(f"there is no key `{key}` in a scenario", help=help_)
    return DEFAULT.changed({key: tuple(value) if isinstance(value, list) else value for key, value in table.items()})
