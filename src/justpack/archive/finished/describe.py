"""Describe an existing zip, from any tool, as an `Archive`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from justpack.archive.digest import ContentDigest
from justpack.archive.finished.verify import sha256_of
from justpack.archive.readers.lenient_reader import LenientZip
from justpack.model import Archive

ENGINE = "unknown"


def describe(path: Path) -> Archive:
    """Return the zip as an Archive. Its content digest equals that of a zip by justpack with the same files.

    Every entry is read. Raises PackError if the zip or an entry cannot be read, or if programs read
    the zip differently.
    """
    digest = ContentDigest()
    with LenientZip(path) as foreign:
        foreign.require_unambiguous()
        order = sorted(range(len(foreign.entries)), key=lambda number: foreign.entries[number].packed.path.encode())
        for number in order:
            packed = foreign.entries[number].packed
            content = hashlib.sha256()
            for chunk in foreign.read(number):
                content.update(chunk)
            digest.add([packed], [content.digest()])
        entries = tuple(foreign.entries[number].packed for number in order)
    return Archive(
        path=str(path),
        sha256=sha256_of(path),
        content_digest=digest.hexdigest(),
        size=path.stat().st_size,
        unpacked_size=sum(entry.size for entry in entries),
        entries=entries,
        engine=ENGINE,
        level=0,
    )
