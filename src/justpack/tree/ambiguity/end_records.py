"""The records at the end of a zip, which say where the directory is, and what they leave open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.zip_reading import END, END64, LOCATOR64, beyond

_MAGIC = b"PK\x05\x06"
_UNCOUNTED = 12
"""The bytes of the record for large zips that its length does not count (APPNOTE.TXT 4.3.14.1)."""
_SHORT, _LONG = 0xFFFF, 0xFFFFFFFF
_FIELDS = ("part", "part of the directory", "entries in this part", "entries", "bytes of directory", "start")
_LIMITS = (_SHORT, _SHORT, _SHORT, _SHORT, _LONG, _LONG)
"""The numbers that stand for "see the record for large zips"."""


def ends(file: IO[bytes], entries: int) -> Iterator[Ambiguity]:
    """Yield what the end records and the bytes after them leave open. `entries` is the number of records found."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END.size - _SHORT))
    tail = file.read(END.size + _SHORT)
    at = len(tail) - END.size
    if tail[at : at + 4] != _MAGIC or tail[-2:] != b"\0\0":
        at = tail.rfind(_MAGIC)
    _, *found, comment = END.unpack_from(tail, at)
    yield from _numbers(file, size - len(tail) + at, found, entries)
    more = beyond(file)
    if more:
        yield _position(f"its last record is {more} bytes longer than its directory: some programs refuse it")
    rest = len(tail) - at - END.size - comment
    if rest > 0 and tail[-rest:].count(0) == rest:
        pass  # bsdtar fills a zip that it writes to a pipe with zeros to a whole block
    elif rest > 0:
        yield _position(f"{rest} bytes follow the end of the zip: another zip can be in them")
    elif rest < 0:
        yield _position(f"its comment is {-rest} bytes shorter than its end record says: it is cut short")
    first = tail.rfind(_MAGIC, 0, at)
    if first >= 0:
        claimed = int.from_bytes(tail[first + 20 : first + END.size], "little")
        if first + END.size + claimed == len(tail):
            yield _position("it has two end records: programs read one directory or the other")


def _numbers(file: IO[bytes], at: int, plain: list[int], entries: int) -> Iterator[Ambiguity]:
    """Compare the end record with the one for large zips before it, and with the directory."""
    numbers, modulus = plain, _SHORT + 1
    start = at - LOCATOR64.size - END64.size
    file.seek(max(0, start))
    data = file.read(END64.size + LOCATOR64.size) if start >= 0 else b""
    if data[END64.size : END64.size + 4] == b"PK\x06\x07":
        _, part, place, parts = LOCATOR64.unpack_from(data, END64.size)
        if data[:4] != b"PK\x06\x06" or place != start:
            yield _position("its record for large zips is not where it says: programs read one end record or the other")
            return
        if part or parts != 1:
            yield _position(f"its record for large zips is in part {part + 1} of {parts}: some programs refuse it")
            return
        _, length, _, _, *numbers = END64.unpack_from(data)
        if length != END64.size - _UNCOUNTED:
            yield _position(f"its record for large zips has {length} as its length, which is wrong: programs refuse it")
            return
        modulus = 1 << 64
        for what, limit, short, wide in zip(_FIELDS, _LIMITS, plain, numbers, strict=True):
            if short not in (limit, wide):
                yield _position(f"its end record has the number {short} ({what}), and its record for large zips {wide}")
                return
    if numbers[0] or numbers[1] or numbers[2] != numbers[3]:
        yield _position("it is one part of a zip of several parts: some programs look for the others")
    elif numbers[3] != entries % modulus:
        message = f"its end record counts {numbers[3]} entries, and its directory has {entries}"
        yield _position(f"{message}: some programs stop at the count")


def _position(message: str) -> Ambiguity:
    return Ambiguity("position", None, message)
