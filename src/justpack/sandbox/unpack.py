"""Validation of an uploaded zip. Nothing is written to disk."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

PIECE = 1 << 20
_DRIVE = re.compile("[A-Za-z]:")


class BadZip(Exception):  # noqa: N818 - it becomes the text of a build that ends in error
    """The upload cannot be unpacked; the text is the reason."""


def names_of(file: IO[bytes], look: Callable[[str, bytes], object]) -> tuple[str, ...]:
    """Call `look` with each path and its content, and return the paths of the files. Raises BadZip if that fails."""
    try:
        with zipfile.ZipFile(file) as archive:
            seen: set[str] = set()
            for info in archive.infolist():
                path = _checked(info, seen)
                with archive.open(info) as content:
                    # Reading to the end compares the CRC; an entry never gives more than the size that it declares.
                    while piece := content.read(PIECE):
                        look(path, piece)
            return tuple(_path_of(info.filename) for info in archive.infolist() if not info.is_dir())
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError, RuntimeError) as error:
        raise BadZip(f"The upload is not a valid zip archive: {_clean(error)}") from None


def _checked(info: zipfile.ZipInfo, seen: set[str]) -> str:
    name = info.orig_filename
    path = _path_of(name)
    if path in seen:
        raise BadZip(f"The archive holds `{_clean(path)}` twice.")
    seen.add(path)
    parts = set(path.removesuffix("/").split("/")) if path or not name else set()
    if name.startswith("/") or "\\" in name or "\0" in name or _DRIVE.match(name) or {"", ".", ".."} & parts:
        raise BadZip(f"The archive holds an unsafe path: `{_clean(name)}`.")
    if info.flag_bits & 1:
        raise BadZip(f"`{_clean(name)}` is encrypted.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadZip(f"`{_clean(name)}` uses an unknown compression method.")
    return path


def _path_of(name: str) -> str:
    """Return the path without the parts `.` that bsdtar writes for a folder `.`; "" for that folder itself."""
    *folders, last = name.split("/")
    return "/".join([*(part for part in folders if part != "."), last])


def _clean(text: object) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(text)[:200])
