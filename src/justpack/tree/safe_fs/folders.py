"""How is a folder listed so that no link swapped in meanwhile leads out of it?

Each folder is opened from within the one above it (openat(2)) and only if it is no link. Where the platform cannot do
that (Windows), paths are used. Only a few folders are open at a time, at any depth: one closed meanwhile is opened
again as `..` of the one below and must still be the same.
"""

from __future__ import annotations

import os
import stat

_BY_FOLDER = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and hasattr(os, "O_NOFOLLOW")
_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class MovedError(OSError):
    """A folder is no longer where it was."""


class OpenFolder:
    """A folder that is being walked."""

    __slots__ = ("_identity", "descriptor", "path")

    def __init__(self, path: str, descriptor: int | None) -> None:
        self.path = path
        """Absolute."""
        self.descriptor = descriptor
        """None where the platform has none, or while the folder is closed."""
        self._identity: tuple[int, int] | None = None

    @staticmethod
    def root(path: str) -> OpenFolder:
        """The folder at an absolute path, through links if the caller named one. Raises OSError."""
        return OpenFolder(path, os.open(path, _FLAGS) if _BY_FOLDER else None)

    def below(self, name: str) -> OpenFolder:
        """The folder `name` in this one. Raises OSError where it is a link or no folder."""
        path = os.path.join(self.path, name)
        if _BY_FOLDER:
            if self.descriptor is None:  # None would mean the working directory
                raise MovedError("it was moved meanwhile")
            return OpenFolder(path, os.open(name, _FLAGS | _NOFOLLOW, dir_fd=self.descriptor))
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise NotADirectoryError(path)
        return OpenFolder(path, None)

    def list(self) -> list[os.DirEntry[str]]:
        """What lies in it, in no order. Raises OSError."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as found:
            return list(found)

    def status(self, name: str) -> os.stat_result:
        """The status of `name` in it, of a link itself. Raises OSError."""
        if self.descriptor is None:
            return os.lstat(os.path.join(self.path, name))
        return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)

    def readable(self, name: str) -> bool:
        """Whether this user may read the file `name` in it."""
        if self.descriptor is None:
            return os.access(os.path.join(self.path, name), os.R_OK)
        return os.access(name, os.R_OK, dir_fd=self.descriptor)

    def close(self) -> None:
        """Close it for good, or until `reopen`."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def rest(self) -> None:
        """Close it for now."""
        if self.descriptor is not None:
            self._identity = _identity(self.descriptor)
            self.close()

    def reopen(self, below: OpenFolder) -> None:
        """Open it again from a folder in it. Raises MovedError where that lies elsewhere by now."""
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
