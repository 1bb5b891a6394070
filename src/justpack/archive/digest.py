"""What does the zip hold, whatever compressed it?

The content digest is the sha256 of these bytes:

    justpack-content-1 LF
    and for each entry, in the zip's order:  MODE SP SIZE SP SHA256 SP NAME NUL

MODE is `100644` or `100755`, SIZE the number of bytes in decimal, SHA256 the content's hash in lower-case hex, NAME
the UTF-8 name. No name holds a NUL, so no two trees give the same bytes. Times, order of reading, compressor and
level play no part: the digest stays when one of them changes, and changes when a name, a mode or a byte does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from justpack.archive.records import Row

_FRAME = b"justpack-content-1\n"


class ContentDigest:
    """Takes entries in the zip's order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(_FRAME)

    def add(self, rows: Iterable[Row], hashes: Iterable[bytes]) -> None:
        """Entries as their records say them, and the raw sha256 of each content."""
        self._hash.update(
            b"".join(
                [
                    b"%o %d %s %s\0" % (row.attributes >> 16, row.size, sha256.hex().encode(), row.name)
                    for row, sha256 in zip(rows, hashes, strict=True)
                ]
            )
        )

    def hexdigest(self) -> str:
        return self._hash.hexdigest()
