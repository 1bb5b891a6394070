"""Opens a file that a user names, which may be anything: a folder, a named pipe, a device."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO


def opened(path: Path, buffering: int = -1) -> IO[bytes] | None:
    """Open a regular file for reading; None if it is none. `buffering` is that of `open`.

    Raises OSError if it cannot be opened, IsADirectoryError for a folder, and ValueError if the path contains a NUL.
    """
    # Non-blocking, because opening a named pipe would otherwise wait for its writer.
    file = open(path, "rb", buffering, opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))  # noqa: SIM115
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    return None
