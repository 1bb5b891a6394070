"""Checks of a single zip record against what justpack writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.archive import records
from justpack.archive.records import Row
from justpack.tree.names import fault

_PLAIN = re.compile(rb"(?:(?!\.\.?(?:/|\Z))[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ ()\[\]-]{0,200}(?:/(?!\Z)|\Z)){1,40}\Z").match
"""Matches most names; a name that matches needs no further check."""
_RATIO = 1032
"""The highest ratio deflate can reach: 258 bytes for two bits. A record with a higher ratio is false."""
_MODES = (records.MODE, records.MODE_EXECUTABLE)


def is_plain(row: Row) -> bool:
    """Return whether a record is certainly valid. Most are, so this fast check decides the total time."""
    return row.attributes in _MODES and has_plain_fields(row.name, row.flags, row.method, row.packed, row.size)


def has_plain_fields(name: bytes, flags: int, method: int, packed: int, size: int) -> bool:
    """Return whether these fields of a record are certainly valid."""
    if flags or not _PLAIN(name):
        return False
    return packed < size <= packed * _RATIO if method == records.DEFLATED else not method and packed == size


def row_problems(row: Row) -> Iterator[str]:
    """Yield every problem of a record that is visible without other records."""
    wrong = _name_problem(row.name)
    if wrong:
        yield f"`{shown(row.name)}` {wrong}"
    if row.method not in (records.STORED, records.DEFLATED):
        yield f"`{shown(row.name)}` is compressed by method {row.method}"
    elif row.method == records.STORED and row.packed != row.size:
        yield f"`{shown(row.name)}` is stored, but its two sizes differ"
    elif row.method == records.DEFLATED and not row.packed < row.size:
        yield f"`{shown(row.name)}` is deflated, but not smaller"
    elif row.method == records.DEFLATED and row.size > row.packed * _RATIO:
        yield f"`{shown(row.name)}` claims more bytes than its data can contain"
    if not row.flags & records.UTF8 and not row.name.isascii():
        yield f"`{shown(row.name)}` has no flag that says that its name is UTF-8"
    elif row.flags != (0 if row.name.isascii() else records.UTF8):
        yield f"`{shown(row.name)}` has flags that justpack does not set"
    if not row.attributes >> 16:
        yield f"`{shown(row.name)}` has no Unix mode"
    elif row.attributes not in _MODES and not row.name.endswith(b"/"):
        yield f"`{shown(row.name)}` has another mode than 0644 or 0755 of a file"


def _name_problem(name: bytes) -> str | None:
    """Return why justpack does not write that name, or None if it does."""
    if _PLAIN(name):
        return None
    try:
        text = name.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    parts = text.split("/")
    if ".." in parts or text.startswith("/"):
        return "could be unpacked outside of the destination folder"
    if not text:
        return "has no name"
    if text.endswith("/") and "" not in parts[:-1]:
        return "is the record of a folder, which justpack does not write"
    if "" in parts or "." in parts:
        return "has an empty part or the part `.` in its path"
    return fault(text)


def shown(name: bytes) -> str:
    """Return a name in printable form, shortened to 200 characters."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text[:200])
