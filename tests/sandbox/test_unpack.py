"""Tests that a zip that a service should not unpack is refused."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.sandbox import unpack
from justpack.sandbox.unpack import BadZip, names_of

Zipped = Callable[..., bytes]


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(BadZip) as caught:
        names_of(file)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.zip"


def test_returns_the_names_of_a_valid_zip(path: Path, zipped: Zipped) -> None:
    path.write_bytes(zipped({"a.txt": "one", "b/c.txt": "two"}))
    with path.open("rb") as file:
        assert names_of(file) == ("a.txt", "b/c.txt")


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip(path: Path, data: bytes) -> None:
    assert "zip archive" in refused(path, data)


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "a//b", "./a", "C:/a", "a\\b", "a/./b"])
def test_unsafe_paths(path: Path, zipped: Zipped, name: str) -> None:
    assert "unsafe path" in refused(path, zipped({name: "x"}))


def test_a_name_twice(path: Path, zipped: Zipped) -> None:
    data = zipped({"a.txt": "1", "b.txt": "2"}).replace(b"b.txt", b"a.txt")
    assert refused(path, data) == "The archive holds `a.txt` twice."


def test_a_changed_byte(path: Path, zipped: Zipped) -> None:
    data = zipped({"a.txt": "contents"}, method=zipfile.ZIP_STORED).replace(b"contents", b"Contents")
    assert "not a valid zip archive" in refused(path, data)


def test_other_methods(path: Path, zipped: Zipped) -> None:
    assert "unknown compression method" in refused(path, zipped({"a": "x"}, method=zipfile.ZIP_BZIP2))


def test_encrypted_entries(path: Path, zipped: Zipped) -> None:
    data = bytearray(zipped({"a": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(path, bytes(data)) == "`a` is encrypted."


def test_more_bytes_than_it_may_unpack_to(path: Path, zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_UNPACKED", 1000)
    assert "unpacks to more than 1000 bytes" in refused(path, zipped({"a": "x" * 600, "b": "x" * 600}))


def test_more_files_than_it_may_hold(path: Path, zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_ENTRIES", 2)
    assert "more than 2 files" in refused(path, zipped({"a": "", "b": "", "c": ""}))


def test_a_directory_too_large_to_hold_is_refused_before_it_is_read(
    path: Path, zipped: Zipped, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped({f"{number}": "" for number in range(9)})
    monkeypatch.setattr(unpack, "MAX_DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "lists more than" in refused(path, data)


def test_a_zip64_directory_is_measured_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_DIRECTORY", 100)
    end64 = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 1, 1, 5000, 0)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, 6000, 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert "lists more than" in refused(path, b"\0" * 6000 + end64 + locator + end)


def test_controls_in_names_do_not_reach_the_message(path: Path, zipped: Zipped) -> None:
    assert refused(path, zipped({"../\x1b[31m\nred": "x"})) == "The archive holds an unsafe path: `../?[31m?red`."


def test_damage_is_an_answer_never_a_traceback(zipped: Zipped) -> None:
    """Bytes changed at random: sound or refused, and nothing else."""
    rng = random.Random(20261124)
    sound = zipped({"package.json": "{}", "b/c.txt": "two" * 100})
    outcomes = set()
    for _ in range(600):
        data = bytearray(sound)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        try:
            names_of(io.BytesIO(data))
            outcomes.add("sound")
        except BadZip:
            outcomes.add("refused")
    assert outcomes == {"sound", "refused"}
