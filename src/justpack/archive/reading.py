"""Reads the planned files and checks that they are unchanged since the plan was made.

A file is opened once, without following links and without blocking. It must be the planned file (regular, with equal
inode, size and time) before it is read, and unchanged after. A file behind a link is opened by its resolved path
(`Entry.via`).
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

from justpack.errors import PackError
from justpack.model import Entry
from justpack.tree.safe_fs.descent import BY_FOLDER, Descent

_KIND, _EXECUTABLE = 0o170000 | stat.S_IXUSR, stat.S_IFREG | stat.S_IXUSR
_ONE_POSITION = threading.Lock()
"""A lock for platforms where reading at an offset has to move the descriptor's position (Windows)."""


class EntryReader:
    """Reads planned files below one root. Not thread-safe; close it to close the folders it opened."""

    def __init__(self, root: Path) -> None:
        self._descent = Descent(root)
        self.close = self._descent.close

    def open(self, entry: Entry) -> int:
        """Open a planned file and check it; the caller closes the descriptor. Raises PackError if it differs from
        the plan.
        """
        try:
            descriptor = self._descent.open(entry.via or entry.path)
        except OSError as error:
            raise unreadable(entry, error) from None
        try:
            check(entry, os.fstat(descriptor))
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                raise unreadable(entry, error) from None
            raise
        return descriptor

    def read(self, entry: Entry) -> bytes:
        """Return the content of a file with exactly the planned size. Raises PackError if it differs from the plan."""
        path, size, executable, mtime_ns, _, inode, device, via, disk_executable = entry
        if disk_executable is not None:
            executable = disk_executable
        kind = _EXECUTABLE if executable else stat.S_IFREG
        try:
            descriptor = self._descent.open(via or path)
        except OSError as error:
            raise unreadable(entry, error) from None
        # This runs for every file of a tree, so `check` is only called if a field differs.
        try:
            now = os.fstat(descriptor)
            if not (
                now.st_ino == inode
                and now.st_size == size
                and now.st_mtime_ns == mtime_ns
                and now.st_dev == device
                and now.st_mode & _KIND == kind
            ):
                check(entry, now)
            content = os.read(descriptor, size + 1)
            if len(content) != size:
                content = _rest(entry, descriptor, content)
            now = os.fstat(descriptor)
            if not (
                now.st_mtime_ns == mtime_ns
                and now.st_size == size
                and now.st_ino == inode
                and now.st_dev == device
                and now.st_mode & _KIND == kind
            ):
                check(entry, now)
        except OSError as error:
            raise unreadable(entry, error) from None
        finally:
            os.close(descriptor)
        return content


def _rest(entry: Entry, descriptor: int, content: bytes) -> bytes:
    """Return the whole content of a file of which a first part was read. Raises PackError if its size differs."""
    while 0 < len(content) < entry.size:
        more = os.read(descriptor, entry.size + 1 - len(content))
        if not more:
            break
        content += more
    if len(content) != entry.size:
        raise changed(entry, "it grew" if len(content) > entry.size else "it shrank")
    return content


class LargeFile:
    """One open large file that several threads read at any offset."""

    def __init__(self, entry: Entry, descriptor: int) -> None:
        self.entry = entry
        self._descriptor = descriptor

    def read(self, offset: int, size: int) -> bytes:
        """Return exactly `size` bytes. Raises PackError if the file is shorter."""
        try:
            content = read_exactly(self._descriptor, size, offset)
        except OSError as error:
            raise unreadable(self.entry, error) from None
        if len(content) < size:
            raise changed(self.entry, "it shrank")
        return content

    def close(self) -> None:
        """Close the file. Raises PackError if it changed since it was opened."""
        try:
            check(self.entry, os.fstat(self._descriptor))
        except OSError as error:
            raise unreadable(self.entry, error) from None
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close the file without checking it."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def read_at(descriptor: int, size: int, offset: int) -> bytes:
    """Return up to `size` bytes at `offset` from one system call."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, offset)
    with _ONE_POSITION:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, size)


def read_into(descriptor: int, buffer: bytearray, offset: int) -> int:
    """Fill the buffer from `offset` on and return the number of bytes read. Reusing a buffer saves allocations."""
    if hasattr(os, "preadv"):
        have = os.preadv(descriptor, [buffer], offset)
        if have in (0, len(buffer)):
            return have
    content = read_exactly(descriptor, len(buffer), offset)
    buffer[: len(content)] = content
    return len(content)


def read_exactly(descriptor: int, size: int, offset: int) -> bytes:
    """Return `size` bytes at `offset`, or fewer if the file ends before."""
    content = read_at(descriptor, size, offset)
    if len(content) == size:
        return content
    parts = [content]
    have = len(content)
    while have < size and parts[-1]:
        parts.append(read_at(descriptor, size - have, offset + have))
        have += len(parts[-1])
    return b"".join(parts)


def check(entry: Entry, now: os.stat_result) -> None:
    """Check an open file against the plan. Raises PackError if it is another file or was changed."""
    _, size, executable, mtime_ns, _, inode, device, _, disk_executable = entry
    if disk_executable is not None:
        executable = disk_executable
    same = (
        now.st_ino == inode
        and now.st_size == size
        and now.st_mtime_ns == mtime_ns
        and now.st_dev == device
        and now.st_mode & _KIND == (_EXECUTABLE if executable else stat.S_IFREG)
    )
    if not same and (how := _difference(entry, now)):
        raise changed(entry, how)


def _difference(entry: Entry, now: os.stat_result) -> str | None:
    if not stat.S_ISREG(now.st_mode):
        return "it is not a regular file any more"
    if now.st_ino != entry.inode or now.st_dev != entry.device:
        return "it was replaced by another file"
    if now.st_size != entry.size:
        return "it grew" if now.st_size > entry.size else "it shrank"
    if now.st_mtime_ns != entry.mtime_ns:
        return "it was written to"
    executable = entry.executable if entry.disk_executable is None else entry.disk_executable
    if BY_FOLDER and bool(now.st_mode & stat.S_IXUSR) != executable:
        return "its mode was changed"
    return None


def changed(entry: Entry, how: str) -> PackError:
    """Return the error that a file changed after the plan was made."""
    return PackError(
        f"{entry.path}: changed while it was packed: {how}",
        path=entry.path,
        help="stop the program that writes to the project, or exclude the file, and pack again",
    )


def unreadable(entry: Entry, error: OSError) -> PackError:
    """Return the error that a file cannot be opened or read."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
        return changed(entry, "it vanished" if error.errno == errno.ENOENT else "it was replaced by a link")
    help = "fix its permissions or exclude it"
    if error.errno in {errno.EMFILE, errno.ENFILE}:
        help = "use fewer threads (`-j 2`), or allow more open files (`ulimit -n 1024`)"
    return PackError(f"{entry.path}: cannot be read: {error.strerror}", path=entry.path, help=help)
