"""Lists folders without following a link out of the root, even if a folder is replaced by a link meanwhile.

Each folder is opened relative to the one above it (openat(2)) and only if it is not a link. On platforms without openat
(Windows), paths are used. Only a few folders are open at a time, at any depth: a folder that was closed meanwhile is
reopened as `..` of the folder below it and must be the original one.
"""

from __future__ import annotations

import os
import stat

from justpack.tree.safe_fs.descent import FILE

_BY_FOLDER = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and hasattr(os, "O_NOFOLLOW")
_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class MovedError(OSError):
    """Raised if a folder was moved or replaced during the walk."""


class OpenFolder:
    """A folder of the walk, with its descriptor."""

    __slots__ = ("_identity", "descriptor", "path")

    def __init__(self, path: str, descriptor: int | None) -> None:
        self.path = path
        """The absolute path."""
        self.descriptor = descriptor
        """None if the platform has no openat, or while the folder is closed."""
        self._identity: tuple[int, int] | None = None

    @staticmethod
    def root(path: str) -> OpenFolder:
        """Open the folder at an absolute path, which may be a link. Raises OSError if it cannot be opened."""
        return OpenFolder(path, os.open(path, _FLAGS) if _BY_FOLDER else None)

    def below(self, name: str) -> OpenFolder:
        """Open the folder `name` in this folder. Raises OSError if it is a link or not a folder."""
        if _BY_FOLDER:
            if self.descriptor is None:  # None as dir_fd would refer to the working directory
                raise MovedError("it was moved meanwhile")
            return OpenFolder(f"{self.path}/{name}", os.open(name, _FLAGS | _NOFOLLOW, dir_fd=self.descriptor))
        path = os.path.join(self.path, name)
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise NotADirectoryError(path)
        return OpenFolder(path, None)

    def list(self) -> list[os.DirEntry[str]]:
        """Return the folder's entries, unsorted. Raises OSError if it cannot be listed."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as found:
            return list(found)

    def status(self, name: str) -> os.stat_result:
        """Return the status of `name` in this folder, without following a link. Raises OSError if there is none."""
        if self.descriptor is None:
            return os.lstat(os.path.join(self.path, name))
        return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)

    def open(self, name: str) -> int:
        """Return a descriptor of the file `name` in this folder, which the caller closes.

        Raises OSError if the file is a link or cannot be opened.
        """
        if self.descriptor is None:
            return os.open(os.path.join(self.path, name), FILE)
        return os.open(name, FILE, dir_fd=self.descriptor)

    def readable(self, name: str) -> bool:
        """Return whether the current user may read the file `name` in this folder."""
        if self.descriptor is None:
            return os.access(os.path.join(self.path, name), os.R_OK)
        return os.access(name, os.R_OK, dir_fd=self.descriptor)

    def close(self) -> None:
        """Close the descriptor."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def rest(self) -> None:
        """Close the descriptor for now and remember the folder's identity for `reopen`."""
        if self.descriptor is not None:
            self._identity = _identity(self.descriptor)
            self.close()

    def reopen(self, below: OpenFolder) -> None:
        """Open the folder again through `below`, a folder in it. Raises MovedError if that was moved meanwhile."""
        if self._identity is None:
            return
        if below.descriptor is None:
            raise MovedError("it was moved meanwhile")
        self.descriptor = os.open("..", _FLAGS, dir_fd=below.descriptor)
        if _identity(self.descriptor) != self._identity:
            self.close()
            raise MovedError("it was moved meanwhile")
        self._identity = None


def _identity(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino
