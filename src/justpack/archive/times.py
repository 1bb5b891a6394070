"""Modification times of zip entries.

A zip stores DOS times: a calendar date without a time zone, in steps of two seconds, from 1980 to 2107 (APPNOTE.TXT
4.4.6). None of the three choices uses the file's time or the clock, so each produces equal bytes everywhere.
"""

from __future__ import annotations

import time
from typing import Literal

from justpack.errors import UsageError
from justpack.frozen import frozen

_FIRST = 315_532_800
"""1980-01-01 00:00:00 UTC, in seconds since 1970."""
_LAST = 4_354_819_199
"""2107-12-31 23:59:59 UTC, in seconds since 1970."""
_CONTENT_STEPS = 40 * 365 * 43_200
"""The number of two-second steps in the forty years from 1980. The result is never in the future, because caches
would distrust such a time.
"""
_EARLIEST_DOS = 1 << 21 | 1 << 16


@frozen
class Mtime:
    """The rule for entry times: one constant, one derived from each file's content, or one set by the caller."""

    kind: Literal["fixed", "content", "given"]
    seconds: int = _FIRST
    """Seconds since 1970, for the kind `given`."""

    def __post_init__(self) -> None:
        if not _FIRST <= self.seconds <= _LAST:
            raise UsageError(
                f"{self.seconds} seconds since 1970 is not a time that a zip can store",
                help=f"use {_FIRST} (1980) to {_LAST} (2107)",
            )

    def dos(self, sha256: bytes) -> int:
        """Return the DOS date (upper 16 bits) and time (lower 16 bits) of an entry with that content hash."""
        if self.kind == "fixed":
            return _EARLIEST_DOS
        if self.kind == "given":
            return _dos(self.seconds)
        return _dos(_FIRST + 2 * (int.from_bytes(sha256[:8], "big") % _CONTENT_STEPS))

    def __str__(self) -> str:
        """The value for the option `--mtime`."""
        return str(self.seconds) if self.kind == "given" else self.kind


FIXED = Mtime("fixed")
"""1980-01-01 00:00:00 for every entry."""
CONTENT = Mtime("content")
"""A time before 2020, derived from each file's content, that changes if and only if the content changes. For servers
that compute ETag and Last-Modified from a file's time and size.
"""


def parse_mtime(text: str) -> Mtime:
    """Parse `fixed`, `content`, or whole seconds since 1970. Raises UsageError for any other text."""
    if text == "fixed":
        return FIXED
    if text == "content":
        return CONTENT
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise UsageError(f"`{text[:40]}` is not an entry time", help="use fixed, content or seconds since 1970")
    return Mtime("given", int(text))


def _dos(seconds: int) -> int:
    year, month, day, hour, minute, second = time.gmtime(seconds)[:6]
    return (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second // 2
