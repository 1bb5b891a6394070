"""Removal of comments from XML, for searches of its text."""

from __future__ import annotations

import re

_VISIBLE = re.compile(rb"[^\r\n]")


def without_comments(data: bytes) -> bytes:
    """Return the bytes with every comment replaced by blanks; line ends stay. A comment without an end is one, too."""
    parts: list[bytes] = []
    at = 0
    while (start := data.find(b"<!--", at)) >= 0:
        end = data.find(b"-->", start + 4)
        end = len(data) if end < 0 else end + 3
        parts += [data[at:start], _VISIBLE.sub(b" ", data[start:end])]
        at = end
    return b"".join([*parts, data[at:]])
