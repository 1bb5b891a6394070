"""The content digest and the checksums of a plan, without making a zip."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path

from justpack.archive.digest import ContentDigest
from justpack.archive.reading import EntryReader, LargeFile
from justpack.model import Plan

_WHOLE = 1 << 22
"""Up to this size, a file is read at once."""
_STEP = 1 << 20


def digest(plan: Plan, root: Path) -> tuple[str, Mapping[str, int]]:
    """Return the content digest of the zip of a plan, and the CRC-32 of each file.

    Raises PackError if a file cannot be read or is no longer as planned.
    """
    found: dict[str, int] = {}
    whole = ContentDigest()
    reader = EntryReader(root)
    try:
        for entry in plan.entries:
            if entry.size <= _WHOLE:
                data = reader.read(entry)
                hashed, crc = hashlib.sha256(data).digest(), zlib.crc32(data)
            else:
                hashed, crc = _of_large(LargeFile(entry, reader.open(entry)), entry.size)
            found[entry.path] = crc
            whole.add([entry], [hashed])
    finally:
        reader.close()
    return whole.hexdigest(), found


def _of_large(file: LargeFile, size: int) -> tuple[bytes, int]:
    content, crc = hashlib.sha256(), 0
    try:
        for offset in range(0, size, _STEP):
            data = file.read(offset, min(_STEP, size - offset))
            content.update(data)
            crc = zlib.crc32(data, crc)
    except BaseException:
        file.abandon()
        raise
    file.close()
    return content.digest(), crc
