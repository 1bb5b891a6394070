"""What is there to say of a zip that somebody else packed, or that was packed before?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from justpack.archive.digest import ContentDigest
from justpack.archive.finished.verify import sha256_of
from justpack.archive.readers.lenient_reader import ForeignZip
from justpack.archive.records import MODE, MODE_EXECUTABLE, Row
from justpack.model import Archive

ENGINE = "unknown"


def describe(path: Path) -> Archive:
    """The zip as an Archive; its content digest is that of the same files packed by us, whatever compressed them.

    Every entry is read. `PackError` where the zip or an entry cannot be read.
    """
    digest = ContentDigest()
    with ForeignZip(path) as foreign:
        order = sorted(range(len(foreign.entries)), key=lambda number: foreign.entries[number].packed.path.encode())
        for number in order:
            packed = foreign.entries[number].packed
            content = hashlib.sha256()
            for chunk in foreign.read(number):
                content.update(chunk)
            mode = MODE_EXECUTABLE if packed.executable else MODE
            row = Row(packed.path.encode(), 0, 0, 0, packed.crc, packed.packed, packed.size, mode)
            digest.add([row], [content.digest()])
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
