"""How is a file of the project read without being led out of it?

Links inside the root are followed, because their content is what is packed; nothing outside the root is ever opened,
nor a pipe, socket or device. A path is resolved first and then opened part by part without following links, so that
a folder swapped for a link in between leads nowhere.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.safe_fs.descent import Descent

MANIFEST_LIMIT = 2 * 1024 * 1024
"""Bytes; hand-written files are far below."""
LOCK_LIMIT = 32 * 1024 * 1024
"""Bytes; the lock files of the largest monorepos we know have some 5 MiB."""


def inside(root: Path, path: str) -> str | None:
    """The path relative to the root that `path` really leads to, or None where that is outside of it."""
    base = os.path.realpath(root)
    real = os.path.realpath(os.path.join(base, path))
    if real == base:
        return ""
    prefix = base if base.endswith(os.sep) else base + os.sep
    return real[len(prefix) :].replace(os.sep, "/") if real.startswith(prefix) else None


def open_inside(root: Path, path: str) -> int:
    """A descriptor of a file below the root; no link on the way is followed. The caller closes it.

    Raises OSError: ELOOP or ENOTDIR where a part is a link by now.
    """
    with Descent(root) as descent:
        return descent.open(path)


def read_bytes(root: Path, path: str, limit: int = MANIFEST_LIMIT) -> bytes | None:
    """The content of a regular file of the project, or None where there is none.

    Raises ManifestError where it is there but cannot be read: larger than `limit` bytes, outside the root by a link,
    no regular file, or refused by the system.
    """
    try:
        if not stat.S_ISREG(os.stat(root / path).st_mode):  # opening a pipe would wake whoever waits at its other end
            raise _unreadable(path, f"{path} is not a regular file")
        real = inside(root, path)
        if real is None:
            raise _unreadable(path, f"{path} is a link that leads out of the project", "copy the file into the project")
        descriptor = open_inside(root, real)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        if isinstance(error, ManifestError):
            raise
        raise _unreadable(path, f"{path} cannot be read: {_because(error)}") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, f"{path} is not a regular file")
        if found.st_size > limit:
            raise _too_large(path, limit)
        with os.fdopen(os.dup(descriptor), "rb", buffering=0) as file:
            data = file.read(limit + 1)
            while len(data) <= limit and (more := file.read(limit + 1 - len(data))):
                data += more
    except OSError as error:
        raise _unreadable(path, f"{path} cannot be read: {_because(error)}") from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def _too_large(path: str, limit: int) -> ManifestError:
    return _unreadable(path, f"{path} is larger than {limit >> 20} MiB and was not read", "is it the right file?")


def _unreadable(path: str, message: str, help: str | None = None) -> ManifestError:
    return ManifestError(Problem(message, Location(path), help))


def _because(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its links form a loop"
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
