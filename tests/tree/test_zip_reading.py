"""Tests of reading any zip in bounded memory."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from justpack.tree import zip_reading


def made(method: int, data: bytes) -> io.BytesIO:
    """A zip with one entry `a`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        target.writestr("a", data)
    return file


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_reads_an_entry(method: int) -> None:
    with zip_reading.opened(made(method, b"x" * 1000)) as archive:
        file = zip_reading.content(archive, archive.getinfo("a"))
        assert file.read() == b"x" * 1000
        file.seek(990)
        assert (file.read(), file.tell()) == (b"x" * 10, 1000)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_refuses_methods_that_unpack_without_bound(method: int) -> None:
    with (
        zip_reading.opened(made(method, b"x" * 1000)) as archive,
        pytest.raises(OSError, match=f"method {method}"),
    ):
        zip_reading.content(archive, archive.getinfo("a"))


def test_a_wrong_checksum_is_an_os_error() -> None:
    data = bytearray(made(zipfile.ZIP_STORED, b"abcdef").getvalue())
    data[data.index(b"abc")] ^= 1
    with zip_reading.opened(io.BytesIO(data)) as archive, pytest.raises(OSError, match="CRC"):
        zip_reading.content(archive, archive.getinfo("a")).read()


def test_refuses_a_directory_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reading, "DIRECTORY_LIMIT", 10)
    with pytest.raises(ValueError, match="too large"), zip_reading.opened(made(0, b"x")):
        pass


def test_refuses_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reading, "ENTRIES_LIMIT", 2)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in "abc":
            target.writestr(name, "")
    with pytest.raises(ValueError, match="more than 2 entries"), zip_reading.opened(file):
        pass


@pytest.mark.parametrize("length", [1 << 20, 800 << 20, 1 << 63])
def test_refuses_a_zip64_directory_that_the_file_cannot_have(length: int) -> None:
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, length, 0)
    end += struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
    end += struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with pytest.raises(ValueError, match=r"too large|not a valid zip"), zip_reading.opened(io.BytesIO(end)):
        pass
