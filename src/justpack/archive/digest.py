"""A hash of a zip's content that does not depend on the compression.

The content digest is the sha256 of these bytes:

    justpack-content-1 LF
    and for each entry, in the zip's order:  MODE SP SIZE SP SHA256 SP NAME NUL

MODE is `100644` or `100755`, SIZE the number of bytes in decimal, SHA256 the content's hash in lower-case hex, NAME
the UTF-8 name. No name contains a NUL, so two different trees never produce equal bytes. The digest
changes if a name, a mode or a byte of content changes. It does not depend on times, the order of reading, the
compressor or its level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from justpack.model import Entry, PackedEntry

_FRAME = b"justpack-content-1\n"
_MODES = {True: "100755", False: "100644"}


class ContentDigest:
    """Computes the content digest; add the entries in the zip's order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(_FRAME)

    def add(self, entries: Iterable[Entry | PackedEntry], hashes: Iterable[bytes]) -> None:
        """Add entries and the raw sha256 of each content."""
        lines = [
            f"{_MODES[entry.executable]} {entry.size} {sha256.hex()} {entry.path}\0"
            for entry, sha256 in zip(entries, hashes, strict=True)
        ]
        self._hash.update("".join(lines).encode())

    def hexdigest(self) -> str:
        """Return the digest of the entries added so far, in hex."""
        return self._hash.hexdigest()
