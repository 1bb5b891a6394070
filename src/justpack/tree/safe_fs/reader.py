"""Reads files of the project without leaving the root.

Links inside the root are followed, because the content they refer to is packed. Nothing outside the root is opened, nor
a pipe, socket or device. A path is resolved first and then opened part by part without following links, so that a
folder that is replaced by a link in between causes an error.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from justpack.errors import ManifestError
from justpack.facts import limits
from justpack.model import Location, Problem
from justpack.tree.safe_fs.descent import Descent

MANIFEST_LIMIT = limits.MANIFEST_BYTES
"""Largest accepted manifest in bytes; hand-written files are much smaller."""
LOCK_LIMIT = limits.LOCK_BYTES
"""Largest accepted lock file in bytes; those of the largest known monorepos have about 5 MiB."""


def inside(root: Path, path: str) -> str | None:
    """Return the path relative to the root that `path` resolves to, or None if it is outside the root."""
    base = os.path.realpath(root)
    real = os.path.realpath(os.path.join(base, path))
    if real == base:
        return ""
    prefix = base if base.endswith(os.sep) else base + os.sep
    return real[len(prefix) :].replace(os.sep, "/") if real.startswith(prefix) else None


def open_inside(root: Path, path: str) -> int:
    """Return a descriptor of a file below the root without following links; the caller closes it.

    Raises OSError if the file cannot be opened, with ELOOP or ENOTDIR if a part of the path is a link by now.
    """
    with Descent(root) as descent:
        return descent.open(path)


def read_bytes(root: Path, path: str, limit: int = MANIFEST_LIMIT) -> bytes | None:
    """Return the content of a regular file of the project, or None if it does not exist.

    Raises ManifestError if the file is larger than `limit` bytes, is a link to a path outside the root, is not a
    regular file, or cannot be read.
    """
    try:
        if not stat.S_ISREG(os.stat(root / path).st_mode):  # opening a pipe would wake its writer
            raise _unreadable(path, f"{path} is not a regular file")
        real = inside(root, path)
        if real is None:
            raise _unreadable(path, f"{path} is a link to a path outside the project", "copy the file into the project")
        descriptor = open_inside(root, real)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        if isinstance(error, ManifestError):
            raise
        raise _unreadable(path, f"{path} cannot be read: {_system_reason(error)}") from None
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
        raise _unreadable(path, f"{path} cannot be read: {_system_reason(error)}") from None
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def _too_large(path: str, limit: int) -> ManifestError:
    return _unreadable(path, f"{path} is larger than {limit >> 20} MiB and was not read", "check which file it is")


def _unreadable(path: str, message: str, help: str | None = None) -> ManifestError:
    return ManifestError(Problem(message, Location(path), help))


def _system_reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "its links form a loop"
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
