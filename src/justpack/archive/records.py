"""The records of a zip, for the reader that checks what was written.

The writer is zipstream-ng (`zip_stream.py`); the two encodings are independent, and the strict reader compares them.

Written after APPNOTE.TXT 6.3.10: local header 4.3.7, directory header 4.3.12, zip64 4.3.14, 4.3.15 and 4.5.3, end
4.3.16. Only the features that a deployment needs: method 0 or 8, no data descriptor, no encryption, no comment, and no
extra field except zip64's, which is written only if a number does not fit.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR64 = struct.Struct("<4sIQI")
EXTRA64 = struct.Struct("<2H2Q")
EXTRA64_OFFSET = struct.Struct("<2HQ")
EXTRA64_ALL = struct.Struct("<2H3Q")

LOCAL_MAGIC, CENTRAL_MAGIC, END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64_MAGIC, LOCATOR64_MAGIC = b"PK\x06\x06", b"PK\x06\x07"
STORED, DEFLATED = 0, 8
UTF8 = 1 << 11
"""Flag for a UTF-8 name. It is set only if the name is not ASCII."""
MAX16, MAX32 = 0xFFFF, 0xFFFFFFFF
"""A number from these values on is written in a zip64 field."""
VERSION, VERSION64 = 20, 45
UNIX = 3 << 8
MODE, MODE_EXECUTABLE = 0o100644 << 16, 0o100755 << 16


class Row(NamedTuple):
    """The fields of one entry in the zip's records."""

    name: bytes
    flags: int
    method: int
    dos: int
    """Date in the upper 16 bits and time in the lower 16: the two fields as one little-endian number."""
    crc: int
    packed: int
    size: int
    attributes: int
    """The Unix mode in the upper 16 bits."""


def local(row: Row) -> bytes:
    """Return the local header, which precedes the entry's data. (The packed size is never the larger one.)"""
    name, flags, method, dos, crc, packed, size, _ = row
    if size < MAX32:
        fields = (VERSION, flags, method, dos & MAX16, dos >> 16, crc, packed, size, len(name), 0)
        return LOCAL.pack(LOCAL_MAGIC, *fields) + name
    fields = (VERSION64, flags, method, dos & MAX16, dos >> 16, crc, MAX32, MAX32, len(name), EXTRA64.size)
    return LOCAL.pack(LOCAL_MAGIC, *fields) + name + EXTRA64.pack(1, EXTRA64.size - 4, size, packed)


def central(row: Row, offset: int) -> bytes:
    """Return the entry's directory header; `offset` is that of its local header."""
    name, flags, method, dos, crc, packed, size, attributes = row
    version, extra, start = VERSION, b"", offset
    if size >= MAX32 or offset >= MAX32:
        version = VERSION64
        if size < MAX32:
            extra, start = EXTRA64_OFFSET.pack(1, 8, offset), MAX32
        elif offset < MAX32:
            extra, size, packed = EXTRA64.pack(1, 16, size, packed), MAX32, MAX32
        else:
            extra, size, packed, start = EXTRA64_ALL.pack(1, 24, size, packed, offset), MAX32, MAX32, MAX32
    made = UNIX | version
    time, date = dos & MAX16, dos >> 16
    fields = (made, version, flags, method, time, date, crc, packed, size, len(name), len(extra), 0, 0, 0)
    return CENTRAL.pack(CENTRAL_MAGIC, *fields, attributes, start) + name + extra


def end(count: int, size: int, offset: int) -> bytes:
    """Return the end records for a directory of `count` entries and `size` bytes that begins at `offset`."""
    head = b""
    if count >= MAX16 or size >= MAX32 or offset >= MAX32:
        head = END64.pack(END64_MAGIC, END64.size - 12, VERSION64, VERSION64, 0, 0, count, count, size, offset)
        head += LOCATOR64.pack(LOCATOR64_MAGIC, 0, offset + size, 1)
        count, size, offset = min(count, MAX16), min(size, MAX32), min(offset, MAX32)
    return head + END.pack(END_MAGIC, 0, 0, count, count, size, offset, 0)
