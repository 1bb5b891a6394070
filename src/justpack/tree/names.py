"""Which names should no zip hold?"""

from __future__ import annotations

import re

LONGEST = 4000
"""Bytes of a path. Linux opens no path of 4,096 (limits.h, PATH_MAX), and whoever unpacks needs some for a folder."""

_BAD = re.compile("[\x00-\x1f\x7f-\x9f\\\\]")
_DRIVE = re.compile("[A-Za-z]:")


def fault(path: str) -> str | None:
    """What is wrong with this path (from the root on) as a name in a zip, as a clause, or None if nothing is."""
    if path.isascii() and path.isprintable() and "\\" not in path and path[1:2] != ":" and len(path) <= LONGEST:
        return None
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    if size > LONGEST:
        return f"its path is longer than {LONGEST} bytes"
    if found := _BAD.search(path):
        return "its name holds a backslash" if found[0] == "\\" else "its name holds a control character"
    return "it begins like a Windows drive" if _DRIVE.match(path) else None


def shown(path: str) -> str:
    """The path with bytes that are not UTF-8 written out, so that it can be printed."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
