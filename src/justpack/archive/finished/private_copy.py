"""A temporary folder for the zip that is sent, and a copy in it of a finished zip, whose path is opened once.

Every later step reads the copy, so the bytes that are checked, described and sent cannot be those of another file that
takes the place of the zip meanwhile.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from justpack.archive.atomic_write import no_room
from justpack.errors import JustpackError, PackError
from justpack.tree.safe_fs import given_file

_PIECE = 1 << 20
_PREFIX = "justpack-"
_COPY = re.compile(rf"\S*{_PREFIX}\w+[/\\][^/\\]*?\.zip", re.IGNORECASE)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Create a temporary folder for this user only. Raises PackError if no file can be written in it."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    except OSError as error:
        raise no_room(error) from None
    with folder as name:
        yield Path(name)


def private_copy(path: Path, folder: Path) -> Path:
    """Copy a file into the folder, under its own name. Raises PackError if it cannot be read or written."""
    target = folder / path.name
    try:
        source = given_file.opened(path, 0)
    except OSError as error:
        raise PackError(f"cannot read the archive: {error.strerror or error}", path=path.name) from None
    if source is None:
        raise PackError("the archive is not a regular file", path=path.name)
    with source:
        try:
            with target.open("xb") as copy:
                while piece := _read(source, path.name):
                    copy.write(piece)
        except OSError as error:
            raise no_room(error) from None
    return target


@contextmanager
def named(original: Path) -> Iterator[None]:
    """Let an error about the private copy name the file that was copied."""
    try:
        yield
    except JustpackError as error:
        error.message = _COPY.sub(lambda _: str(original), error.message)
        error.args = (error.message,)
        raise


def _read(source: IO[bytes], name: str) -> bytes:
    try:
        return source.read(_PIECE)
    except OSError as error:
        raise PackError(f"cannot read the archive: {error.strerror or error}", path=name) from None
