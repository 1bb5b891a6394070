"""The exceptions that the standard library raises for a damaged, encrypted or malicious zip."""

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
"""Every exception that `zipfile` and its decompressors are known to raise."""
UNREADABLE: tuple[type[Exception], ...] = (OSError, *DAMAGE)
"""`DAMAGE`, and OSError for a file that cannot be read."""
