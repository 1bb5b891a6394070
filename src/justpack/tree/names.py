"""Path names: whether a zip may contain one, the folders above one, and how one is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 4000
"""Largest accepted path in bytes. Linux opens no path of 4,096 bytes (limits.h, PATH_MAX), and the folder that the zip
is unpacked into needs some of them.
"""

_BAD = re.compile("[\x00-\x1f\x7f-\x9f\\\\]")
_DRIVE = re.compile("[A-Za-z]:")


def fault(path: str) -> str | None:
    """Return why this path (from the root) is not acceptable in a zip, as a clause for a message, or None if it is."""
    if path.isascii() and path.isprintable() and "\\" not in path and path[1:2] != ":" and len(path) <= LONGEST:
        return None
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if size > LONGEST:
        return f"its path is longer than {LONGEST} bytes"
    if found := _BAD.search(path):
        return "its name contains a backslash" if found[0] == "\\" else "its name contains a control character"
    return "it begins like a Windows drive" if _DRIVE.match(path) else None


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that contain a path, from the root downwards, without a slash at their ends."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def shown(path: str) -> str:
    """Return the path in printable form: bytes that are not UTF-8 are escaped."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
