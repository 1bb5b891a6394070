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

_FRAME = b"justpack-content-1\n"


class ContentDigest:
    """Takes entries one by one, in the zip's order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(_FRAME)

    def add(self, name: bytes, executable: bool, size: int, sha256: bytes) -> None:
        """One entry; `sha256` is the raw hash of its content."""
        mode = b"100755" if executable else b"100644"
        self._hash.update(b"%s %d %s %s\0" % (mode, size, sha256.hex().encode(), name))

    def hexdigest(self) -> str:
        return self._hash.hexdigest()
