"""The content digest of a plan, without making a zip."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from justpack.archive.digest import ContentDigest
from justpack.archive.reading import EntryReader, LargeFile
from justpack.archive.records import MODE, MODE_EXECUTABLE, Row
from justpack.model import Plan

_WHOLE = 1 << 22
"""Up to this size, a file is read at once."""
_STEP = 1 << 20


def digest(plan: Plan, root: Path) -> tuple[str, Mapping[str, bytes]]:
    """Return the content digest of the zip of a plan, and the sha256 of each file.

    Raises PackError if a file cannot be read or is no longer as planned.
    """
    found: dict[str, bytes] = {}
    whole = ContentDigest()
    reader = EntryReader(root)
    try:
        for entry in plan.entries:
            if entry.size <= _WHOLE:
                hashed = hashlib.sha256(reader.read(entry)).digest()
            else:
                hashed = _of_large(LargeFile(entry, reader.open(entry)), entry.size)
            found[entry.path] = hashed
            mode = MODE_EXECUTABLE if entry.executable else MODE
            whole.add([Row(entry.path.encode(), 0, 0, 0, 0, 0, entry.size, mode)], [hashed])
    finally:
        reader.close()
    return whole.hexdigest(), found


def _of_large(file: LargeFile, size: int) -> bytes:
    content = hashlib.sha256()
    try:
        for offset in range(0, size, _STEP):
            content.update(file.read(offset, min(_STEP, size - offset)))
    except BaseException:
        file.abandon()
        raise
    file.close()
    return content.digest()
