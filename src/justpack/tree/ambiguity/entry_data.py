"""The data of the entries of a zip: it must unpack to exactly the size and the checksum of the directory.

Programs that find less, more or other bytes stop, warn, or keep them without a word.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.ambiguity.entry_records import local_record
from justpack.tree.zip_records import name_of

UNPACKED = 1 << 30
"""Bytes that are unpacked at most; the entries after them are counted in one finding."""
_RATIO = 1032
"""The highest ratio that deflate can reach: 258 bytes for two bits."""
_PIECE = 1 << 18


def data(file: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    """Unpack the entries, whose records agree, and yield what is wrong with their data."""
    left, skipped = UNPACKED, 0
    for info in entries:
        if info.file_size > left:
            if info.compress_type == zipfile.ZIP_DEFLATED and info.file_size > info.compress_size * _RATIO:
                name = name_of(info)
                message = f"{name} cannot have the {info.file_size} bytes in the directory: its data is too short"
                yield Ambiguity("data", name, message)
            skipped += 1
            continue
        left -= info.file_size
        record = local_record(file, info.header_offset)
        if record is None:
            continue
        file.seek(record.end)
        problem = _stored(file, info) if info.compress_type == zipfile.ZIP_STORED else _deflated(file, info)
        if problem is not None:
            name = name_of(info)
            yield Ambiguity("data", name, f"the data of {name} {problem}")
    if skipped:
        message = f"the data of {skipped} entries was not compared with the directory"
        yield Ambiguity("unread", None, f"{message}: the zip unpacks to more than {UNPACKED >> 20} MiB")


def _stored(file: IO[bytes], info: zipfile.ZipInfo) -> str | None:
    if info.compress_size != info.file_size:
        return f"has {info.compress_size} bytes, and the directory says {info.file_size}"
    crc, left = 0, info.file_size
    while left:
        piece = file.read(min(_PIECE, left))
        if not piece:
            return "is cut short"
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
    return _checksum(crc, info)


def _deflated(file: IO[bytes], info: zipfile.ZipInfo) -> str | None:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    crc = size = 0
    packed = info.compress_size
    held = b""
    try:
        while not unpacker.eof:
            if not held:
                held = file.read(min(_PIECE, packed))
                packed -= len(held)
            piece = unpacker.decompress(held, _PIECE)
            if not piece and not held:
                return "is cut short"
            held = unpacker.unconsumed_tail
            size += len(piece)
            if size > info.file_size:
                return f"unpacks to more than the {info.file_size} bytes in the directory"
            crc = zlib.crc32(piece, crc)
    except zlib.error:
        return "is damaged"
    if size != info.file_size:
        return f"unpacks to {size} bytes, and the directory says {info.file_size}"
    rest = packed + len(unpacker.unused_data)
    if rest:
        return f"ends {rest} bytes before the end that the directory says: a program that reads on finds them"
    return _checksum(crc, info)


def _checksum(crc: int, info: zipfile.ZipInfo) -> str | None:
    return None if crc == info.CRC else "does not have the checksum of the directory"
