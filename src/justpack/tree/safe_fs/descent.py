"""How are many files of one root opened, one after the other, so that no link leads out of it?

Every part of a path is opened relative to the folder above it and never through a link, so a folder swapped for a link
leads nowhere. The folders on the way stay open until another way is taken: files that lie together, as those of a plan
do, cost one opening each.
"""

from __future__ import annotations

import os
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
"""How a file is opened: never through a link, and never waiting for whoever is at the other end of a pipe."""
FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
BY_FOLDER = os.open in os.supports_dir_fd
"""Windows can only open by whole paths."""


class Descent:
    """Opens files below one root. Not for two threads at once: it remembers the folders it stands in."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts: list[str] = []
        self._folders: list[int] = []
        """Descriptors: the root's, then one for each of `_parts`."""
        self._prefix: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, path: str) -> int:
        """A descriptor of a file, given from the root on; the caller closes it.

        Raises OSError: ELOOP or ENOTDIR where a part of the path is a link.
        """
        if not BY_FOLDER:
            return os.open(self._root / path, FILE)
        prefix, _, name = path.rpartition("/")
        if prefix != self._prefix:
            self._enter(prefix)
        return os.open(name, FILE, dir_fd=self._folders[-1])

    def close(self) -> None:
        """Let go of the folders."""
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
