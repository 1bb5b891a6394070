"""Write a file whole, or leave its target as it was.

The file is written beside the target under a name that is chosen before the file exists, synced, and renamed: a reader
sees the old file or the new one. Any exception removes the unfinished file, also one that a signal handler raises.
No signal handler is installed here: the command line turns INT, TERM and HUP into exceptions (`cli/signals.py`). A
signal that ends the process at once (KILL, or TERM in a host without a handler) and a power cut can leave the
unfinished file; its name then ends with `PARTIAL`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from justpack.errors import PackError

PARTIAL = ".justpack-partial"
"""How the name of an unfinished file ends; it begins with a dot."""


@contextlib.contextmanager
def replacing(target: Path, finish: Callable[[int], None]) -> Iterator[int]:
    """A descriptor to write the file with; at the end of the block it is finished, synced and renamed to `target`.

    `finish` gets the descriptor of the whole file: the last word before it takes its name.
    `PackError` where the target cannot be written; then, and after any other exception, nothing has changed.
    """
    place = _place(target)
    name = f".{_shortened(place.name)}.{os.urandom(6).hex()}{PARTIAL}"
    partial = place.with_name(name)
    try:
        with _told(target):
            descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o666)
        try:
            yield descriptor
            with _told(target):
                finish(descriptor)
                os.fsync(descriptor)
        finally:
            with _told(target):
                os.close(descriptor)
        with _told(target):
            os.replace(partial, place)
            _sync_folder(place.parent)
    finally:
        # A handler raises for one signal only: if that happens inside the first attempt, the second one runs.
        try:
            _remove(partial)
        finally:
            _remove(partial)


def write_whole(target: Path, data: bytes, mode: int | None = None) -> None:
    """A file with this content, whole or as it was before; with this mode, where one is given. Raises `PackError`."""

    def keep_mode(descriptor: int) -> None:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)

    with replacing(target, keep_mode) as descriptor, _told(target):
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]


_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_HELP = {
    errno.ENOENT: "make the folder it is to lie in first",
    errno.ENOSPC: "free space, or name another place",
    errno.EDQUOT: "free space, or name another place",
}


def _shortened(name: str) -> str:
    """So much of a name that the forerunner's is no longer than a file system takes (255 bytes)."""
    return os.fsencode(name)[:64].decode("utf-8", "ignore")


def check_place(target: Path) -> None:
    """That a file can be written there, as far as can be told before. Raises PackError."""
    place = _place(target)
    with _told(target):
        lies = place.parent.is_dir()
    if not lies:
        raise unwritable(target, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))


def _place(target: Path) -> Path:
    place = Path(os.path.realpath(target))
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return place
    except OSError as error:
        raise unwritable(target, error) from None
    if stat.S_ISDIR(mode):
        raise PackError(f"{target}: is a folder", help="name a file in it")
    if not stat.S_ISREG(mode):
        raise PackError(f"{target}: is not a regular file", help="use `-o -` to write the zip to stdout")
    return place


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(target, error) from None


def unwritable(target: Path | str, error: OSError) -> PackError:
    """The target, or the folder it lies in, cannot be written."""
    help = _HELP.get(error.errno or 0, "name another place")
    return PackError(f"{target}: cannot be written: {error.strerror}", help=help)


def no_room(error: OSError) -> PackError:
    """A temporary file cannot be made or written."""
    return PackError(
        f"a temporary file cannot be written: {error.strerror or error}",
        help="free space, or set TMPDIR",
    )


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _sync_folder(folder: Path) -> None:
    # Not every system can sync a folder (Windows cannot open one); the rename itself has already happened.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
