"""Validation of an uploaded zip. Nothing is written to disk, and memory is bounded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO

MAX_UNPACKED = 2 << 30
"""The maximum number of bytes of all files together."""
MAX_ENTRIES = 200_000
MAX_DIRECTORY = 128 << 20
"""The maximum number of bytes of the central directory, which is held in memory."""
PIECE = 1 << 20
_END = b"PK\x05\x06"


class BadZip(Exception):  # noqa: N818 - it becomes the text of a build that ends in error
    """The upload cannot be unpacked; the text is the reason."""


def names_of(file: IO[bytes]) -> tuple[str, ...]:
    """Read every entry of a zip, and return the paths of its files. Raises BadZip if the zip cannot be unpacked."""
    if _directory_size(file) > MAX_DIRECTORY:
        raise BadZip(f"The archive lists more than {MAX_ENTRIES} files.")
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            return tuple(info.filename for info in archive.infolist() if not info.is_dir())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise BadZip(f"The upload is not a valid zip archive: {_clean(error)}") from None
    except (OSError, ValueError, OverflowError, RuntimeError) as error:
        raise BadZip(f"The archive cannot be read: {_clean(error)}") from None


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise BadZip(f"The archive lists more than {MAX_ENTRIES} files.")
    if sum(info.file_size for info in entries) > MAX_UNPACKED:
        raise BadZip(f"The archive unpacks to more than {MAX_UNPACKED} bytes.")
    seen: set[str] = set()
    for info in entries:
        name = info.orig_filename
        if name in seen:
            raise BadZip(f"The archive holds `{_clean(name)}` twice.")
        seen.add(name)
        _check_entry(archive, info, name)


def _check_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or "\\" in name or "\0" in name or ":" in parts[0] or {"", ".", ".."} & set(parts):
        raise BadZip(f"The archive holds an unsafe path: `{_clean(name)}`.")
    if info.flag_bits & 1:
        raise BadZip(f"`{_clean(name)}` is encrypted.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadZip(f"`{_clean(name)}` uses an unknown compression method.")
    with archive.open(info) as file:
        # Reading to the end compares the CRC; an entry never gives more than the size that was added up.
        while file.read(PIECE):
            pass


def _directory_size(file: IO[bytes]) -> int:
    """Return the size of the central directory that the end record names, or 0 without an end record."""
    size = file.seek(0, 2)
    file.seek(max(0, size - (22 + 65535 + 20)))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        return 0
    (listed,) = struct.unpack_from("<L", tail, at + 12)
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        (end64,) = struct.unpack_from("<Q", tail, at - 12)
        if end64 <= size - 56:
            file.seek(end64)
            listed = max(listed if listed != 0xFFFFFFFF else 0, struct.unpack_from("<Q", file.read(56), 40)[0])
    return int(min(listed, size))


def _clean(text: object) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(text)[:200])
