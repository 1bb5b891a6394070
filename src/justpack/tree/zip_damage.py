"""What does the standard library raise over a zip that is damaged, encrypted or hostile?"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

DAMAGE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    lzma.LZMAError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""Everything `zipfile` and what it reads with are known to raise."""
UNREADABLE: tuple[type[Exception], ...] = (OSError, *DAMAGE)
"""The same, and the file itself that cannot be read."""
