"""Zips written record by record, so that each number of each record can be wrong."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass, field, replace

from justpack.tree.zip_ambiguity import ambiguities
from justpack.tree.zip_reading import archive_of

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR64 = struct.Struct("<4sIQI")
WIDE = 0xFFFFFFFF


@dataclass(frozen=True)
class Header:
    """The numbers of an entry in one of its two records."""

    name: bytes
    flags: int = 0
    method: int = 0
    crc: int = 0
    packed: int = 0
    size: int = 0
    extra: bytes = b""
    mode: int = 0o100644
    volume: int = 0
    made: int = 0x031E
    version: int = 20
    attributes: int = 0
    """The attributes of MS-DOS."""
    offset: int | None = None
    """The position in the directory's record instead of the true one."""
    comment: bytes = b""


@dataclass(frozen=True)
class Written:
    """An entry: its two records, its data, and what follows the data."""

    local: Header
    central: Header
    data: bytes
    after: bytes = b""


@dataclass(frozen=True)
class Ends:
    """What the end records say instead of the truth."""

    count: int | None = None
    count_here: int | None = None
    part: int = 0
    gap: bytes = b""
    wide_count: int | None = None
    """The number of entries in the record for large zips; None without that record."""
    wide_at: int | None = None
    wide_length: int = 44
    wide_parts: int = 1
    comment: bytes = b""
    tail: bytes = field(default=b"")


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def entry(name: str | bytes, data: bytes = b"content", method: int = 0) -> Written:
    """Return an entry whose two records agree."""
    raw = name if isinstance(name, bytes) else name.encode()
    packed = deflated(data) if method else data
    flags = 0 if raw.isascii() else 1 << 11
    header = Header(raw, flags, method, zlib.crc32(data), len(packed), len(data))
    return Written(header, header, packed)


def with_local(written: Written, **changes: object) -> Written:
    return replace(written, local=replace(written.local, **changes))  # type: ignore[arg-type]


def with_central(written: Written, **changes: object) -> Written:
    return replace(written, central=replace(written.central, **changes))  # type: ignore[arg-type]


def with_both(written: Written, **changes: object) -> Written:
    return with_local(with_central(written, **changes), **changes)


def wide(*numbers: int) -> bytes:
    """Return the extra field for large sizes."""
    return struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


def unicode_name(raw: bytes, name: str) -> bytes:
    """Return the extra field for a Unicode name."""
    return struct.pack("<2HBI", 0x7075, 5 + len(name.encode()), 1, zlib.crc32(raw)) + name.encode()


def joined(*entries: Written, ends: Ends | None = None) -> bytes:
    """Return a zip of these entries."""
    ends = ends or Ends()
    data, directory = b"", b""
    for each in entries:
        header = each.central
        directory += CENTRAL.pack(
            *(b"PK\1\2", header.made, header.version, header.flags, header.method, 0, 0x21),
            *(header.crc, header.packed, header.size, len(header.name), len(header.extra), len(header.comment)),
            *(header.volume, 0, header.mode << 16 | header.attributes),
            len(data) if header.offset is None else header.offset,
        )
        directory += header.name + header.extra + header.comment
        header = each.local
        data += LOCAL.pack(
            *(b"PK\3\4", 20, header.flags, header.method, 0, 0x21, header.crc, header.packed, header.size),
            *(len(header.name), len(header.extra)),
        )
        data += header.name + header.extra + each.data + each.after
    data += ends.gap
    count = len(entries) if ends.count is None else ends.count
    here = count if ends.count_here is None else ends.count_here
    large = b""
    if ends.wide_count is not None:
        at = len(data) + len(directory) if ends.wide_at is None else ends.wide_at
        numbers = (ends.wide_count, ends.wide_count, len(directory), len(data))
        large = END64.pack(b"PK\6\6", ends.wide_length, 45, 45, 0, 0, *numbers)
        large += LOCATOR64.pack(b"PK\6\7", 0, at, ends.wide_parts)
    end = END.pack(b"PK\5\6", ends.part, ends.part, here, count, len(directory), len(data), len(ends.comment))
    return data + directory + large + end + ends.comment + ends.tail


def found(data: bytes) -> list[tuple[str, str | None]]:
    """Return the kinds and paths of the ambiguities of a zip."""
    file = io.BytesIO(data)
    with archive_of(file) as archive:
        return [(each.kind, each.path) for each in ambiguities(file, archive.infolist())]
