"""Facts of one record of a zip that the standard library leaves to its caller: the name and the Unix mode."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

_UTF8 = 1 << 11
"""The flag for a UTF-8 name (APPNOTE.TXT, appendix D)."""
_UNICODE_PATH = 0x7075
"""The extra field with the UTF-8 name (APPNOTE.TXT 4.6.9)."""
_FIELD = struct.Struct("<2H")
_PATH = struct.Struct("<BI")
_SHORTEST = {0x5455: 1, 0x7075: 5, 0x9901: 6}
"""The smallest sizes of fields that programs check: for times, Unicode names and encryption."""
_UNIX = (3, 19)
"""The systems whose attributes contain a Unix mode: Unix and macOS (APPNOTE.TXT 4.4.2)."""


def name_of(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry.

    A name without the UTF-8 flag is read as UTF-8 if it is valid UTF-8, as unzip and bsdtar do, otherwise as code page
    437.
    """
    if info.filename.isascii() or info.flag_bits & _UTF8:
        return info.filename
    raw = _raw(info)
    try:
        return (unicode_path(info.extra, raw) or raw).decode()
    except UnicodeDecodeError:
        return info.filename


def is_ambiguous(info: zipfile.ZipInfo) -> bool:
    """Return whether programs read the name differently, because nothing says in which encoding it is."""
    if info.filename.isascii() or info.flag_bits & _UTF8:
        return False
    return unicode_path(info.extra, _raw(info)) is None


def mode_of(info: zipfile.ZipInfo) -> int | None:
    """Return the Unix mode of an entry, or None if the system that made the zip has no Unix modes."""
    mode = info.external_attr >> 16
    return mode if mode or info.create_system in _UNIX else None


def unicode_name(info: zipfile.ZipInfo) -> str | None:
    """Return the name in the field for Unicode names, or None if there is no such field for the name of the entry."""
    found = unicode_path(info.extra, _original(info))
    return None if found is None else found.decode("utf-8", "backslashreplace")


def unicode_names(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the names in all fields for Unicode names, also those of a version that only some programs read."""
    found = unicode_paths(info.extra, _original(info))
    return tuple([name.decode("utf-8", "backslashreplace") for _, name in found])


def _original(info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of the name before its extra fields are read."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")


def _raw(info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a name that zipfile decoded as code page 437."""
    return info.filename.encode("cp437", "replace")


def fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the data of each extra field; what is cut off is left out."""
    at = 0
    while at + _FIELD.size <= len(extra):
        kind, size = _FIELD.unpack_from(extra, at)
        at += _FIELD.size
        if size <= len(extra) - at:
            yield kind, extra[at : at + size]
        at += size


def are_cut(extra: bytes) -> bool:
    """Return whether the last extra field is longer than the bytes that are left, or one is too short for its kind.

    Zeros at the end are padding.
    """
    at = 0
    while at + _FIELD.size <= len(extra):
        kind, size = _FIELD.unpack_from(extra, at)
        if size < _SHORTEST.get(kind, 0):
            return True
        at += _FIELD.size + size
    return at > len(extra) or any(extra[at:])


def unicode_path(extra: bytes, raw: bytes) -> bytes | None:
    """Return the UTF-8 name in the extra fields, or None if there is none for this name."""
    if not extra:
        return None
    return next((name for version, name in unicode_paths(extra, raw) if version == 1), None)


def unicode_paths(extra: bytes, raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the version and the name of each field for a Unicode name that is made for this name."""
    expected = zlib.crc32(raw) if extra else 0
    for kind, data in fields(extra):
        if kind == _UNICODE_PATH and len(data) >= _PATH.size:
            version, crc = _PATH.unpack_from(data)
            if crc == expected:
                yield version, data[_PATH.size :]
