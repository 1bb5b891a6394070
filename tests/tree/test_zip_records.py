"""The name and the mode of entries as different tools write them."""

from __future__ import annotations

import struct
import zipfile
import zlib

import pytest

from justpack.tree.zip_records import is_ambiguous, mode_of, name_of


def info(raw: bytes, flags: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(raw.decode("utf-8" if flags else "cp437"))
    made.flag_bits, made.extra = flags, extra
    return made


def unicode_path(raw: bytes, name: str, version: int = 1) -> bytes:
    content = struct.pack("<BI", version, zlib.crc32(raw)) + name.encode()
    return struct.pack("<2H", 0x5455, 1) + b"x" + struct.pack("<2H", 0x7075, len(content)) + content


@pytest.mark.parametrize(
    ("made", "name", "ambiguous"),
    [
        (info(b"a.txt"), "a.txt", False),
        (info("é.txt".encode(), flags=0x800), "é.txt", False),
        (info("é.txt".encode()), "é.txt", True),
        (info(b"caf\x82.txt"), "café.txt", True),
        (info(b"caf\x82.txt", extra=unicode_path(b"caf\x82.txt", "cafè.txt")), "cafè.txt", False),
        (info(b"caf\x82.txt", extra=unicode_path(b"other", "x.txt")), "café.txt", True),
        (info(b"caf\x82.txt", extra=unicode_path(b"caf\x82.txt", "x", version=2)), "café.txt", True),
        (info(b"caf\x82.txt", extra=b"\x75\x70\xff\xff"), "café.txt", True),
    ],
)
def test_reads_names(made: zipfile.ZipInfo, name: str, ambiguous: bool) -> None:
    assert (name_of(made), is_ambiguous(made)) == (name, ambiguous)


@pytest.mark.parametrize(
    ("system", "attributes", "mode"),
    [
        (3, 0o100755 << 16, 0o100755),
        (3, 0, 0),
        (19, 0, 0),
        (0, 0, None),
        (10, 0x20, None),
        (0, 0o100644 << 16, 0o100644),
    ],
)
def test_reads_modes(system: int, attributes: int, mode: int | None) -> None:
    made = info(b"a")
    made.create_system, made.external_attr = system, attributes
    assert mode_of(made) == mode
