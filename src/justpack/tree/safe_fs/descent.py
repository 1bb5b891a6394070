"""Opens many files below one root without following a link out of it.

Every part of a path is opened relative to the folder above it and never through a link, so a folder that is replaced by
a link meanwhile causes an error instead of an escape. The opened folders stay open until a path in another folder is
opened, so files that are in one folder, as in a plan, cost one system call each.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Flags for opening a file: no link is followed, and opening a pipe does not block."""
FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
BY_FOLDER = os.open in os.supports_dir_fd
"""Whether the platform can open files relative to a folder. Windows can only open whole paths."""


def read_into(descriptor: int, buffer: memoryview) -> int:
    """Read the next bytes of a file into a buffer and return their number. Raises OSError."""
    if sys.platform == "win32":
        data = os.read(descriptor, len(buffer))
        buffer[: len(data)] = data
        return len(data)
    return os.readv(descriptor, (buffer,))


class Descent:
    """Opens files below one root. Not thread-safe, because it keeps the current folders open."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts: list[str] = []
        self._folders: list[int] = []
        """Open descriptors: the root, then one for each item of `_parts`."""
        self._prefix: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, path: str) -> int:
        """Return a descriptor of the file at `path`, relative to the root; the caller closes it.

        Raises OSError if the file cannot be opened, with ELOOP or ENOTDIR if a part of the path is a link.
        """
        if not BY_FOLDER:
            return os.open(self._root / path, FILE)
        prefix, _, name = path.rpartition("/")
        if prefix != self._prefix:
            self._enter(prefix)
        return os.open(name, FILE, dir_fd=self._folders[-1])

    def close(self) -> None:
        """Close all open folders."""
        while self._folders:
            os.close(self._folders.pop())
        self._parts.clear()
        self._prefix = None

    def _enter(self, prefix: str) -> None:
        self._prefix = None
        if not self._folders:
            self._folders.append(os.open(self._root, FOLDER & ~getattr(os, "O_NOFOLLOW", 0)))
        parts = prefix.split("/") if prefix else []
        same = 0
        while same < len(parts) and same < len(self._parts) and parts[same] == self._parts[same]:
            same += 1
        while len(self._parts) > same:
            os.close(self._folders.pop())
            self._parts.pop()
        for part in parts[same:]:
            self._folders.append(os.open(part, FOLDER, dir_fd=self._folders[-1]))
            self._parts.append(part)
        self._prefix = prefix
