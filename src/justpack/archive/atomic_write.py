"""Replace a file atomically: the new content is written completely or not at all.

The content is written to a temporary file in the target's folder, synced, and renamed: a reader sees the old file or
the new one. Any exception removes the temporary file, also one that a signal handler raises.
No signal handler is installed here: the command line turns INT, TERM and HUP into exceptions (`cli/signals.py`). A
signal that ends the process at once (KILL, or TERM in a host without a handler) and a power cut can leave the
temporary file behind; its name ends with `PARTIAL`.
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
"""The suffix of a temporary file's name, which begins with a dot."""


@contextlib.contextmanager
def replacing(target: Path, finish: Callable[[int], None]) -> Iterator[int]:
    """Yield a descriptor to write to; at the end of the block the file is finished, synced and renamed to `target`.

    `finish` is called with the descriptor of the complete file before the rename. Raises PackError if the target cannot
    be written. After any exception the target is unchanged.
    """
    place = _place(target)
    name = f".{_shortened(place.name)}.{os.urandom(6).hex()}{PARTIAL}"
    partial = place.with_name(name)
    try:
        with _reporting_unwritable(target):
            descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o666)
        try:
            yield descriptor
            with _reporting_unwritable(target):
                finish(descriptor)
                os.fsync(descriptor)
        finally:
            with _reporting_unwritable(target):
                os.close(descriptor)
        with _reporting_unwritable(target):
            os.replace(partial, place)
            _sync_folder(place.parent)
    finally:
        # A handler raises for one signal only: if that happens inside the first attempt, the second one runs.
        try:
            _remove(partial)
        finally:
            _remove(partial)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, if they do not exist. Raises PackError if that fails."""
    with _reporting_unwritable(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_whole(target: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file atomically, with the permissions `mode` if given. Raises PackError if it cannot be written."""

    def keep_mode(descriptor: int) -> None:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)

    with replacing(target, keep_mode) as descriptor, _reporting_unwritable(target):
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]


_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_HELP = {
    errno.ENOENT: "make the folder first",
    errno.ENOSPC: "free space, or choose another path",
    errno.EDQUOT: "free space, or choose another path",
}


def _shortened(name: str) -> str:
    """Return the start of a name, short enough that the temporary name fits the limit of file systems (255 bytes)."""
    return os.fsencode(name)[:64].decode("utf-8", "ignore")


def check_place(target: Path) -> None:
    """Check in advance that the target can probably be written. Raises PackError if it cannot."""
    place = _place(target)
    with _reporting_unwritable(target):
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
def _reporting_unwritable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(target, error) from None


def unwritable(target: Path | str, error: OSError) -> PackError:
    """Return the error that the target, or the folder that contains it, cannot be written."""
    help = _HELP.get(error.errno or 0, "choose another path")
    return PackError(f"{target}: cannot be written: {(error.strerror or str(error)).lower()}", help=help)


def no_room(error: OSError) -> PackError:
    """Return the error that a temporary file cannot be created or written."""
    return PackError(
        f"a temporary file cannot be written: {(error.strerror or str(error)).lower()}",
        help="free space, or set TMPDIR",
    )


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _sync_folder(folder: Path) -> None:
    # Not every system can sync a folder (Windows cannot open one). The rename itself is already done.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
