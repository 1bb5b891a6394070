"""Tests that a zip that a service should not unpack is refused."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.sandbox.unpack import BadZip, names_of

Zipped = Callable[..., bytes]


def _ignore(path: str, content: bytes) -> None:
    """Look at nothing."""


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(BadZip) as caught:
        names_of(file, _ignore)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.zip"


def test_returns_the_names_of_a_valid_zip(path: Path, zipped: Zipped) -> None:
    path.write_bytes(zipped({"a.txt": "one", "b/c.txt": "two"}))
    with path.open("rb") as file:
        assert names_of(file, _ignore) == ("a.txt", "b/c.txt")


def test_shows_the_content_of_each_file(zipped: Zipped) -> None:
    seen: dict[str, bytes] = {}
    names_of(io.BytesIO(zipped({"./a.txt": "one", "b/c.txt": "two"})), seen.__setitem__)
    assert seen == {"a.txt": b"one", "b/c.txt": b"two"}


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip(path: Path, data: bytes) -> None:
    assert "zip archive" in refused(path, data)


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "a//b", "C:/a", "a\\b", ".", "a/.", "./../a"])
def test_unsafe_paths(path: Path, zipped: Zipped, name: str) -> None:
    assert "unsafe path" in refused(path, zipped({name: "x"}))


def test_accepts_the_names_that_other_tools_write(path: Path, zipped: Zipped) -> None:
    path.write_bytes(zipped({"./": "", "./a.txt": "1", "b/./c.txt": "2", "12:00.log": "3"}))
    with path.open("rb") as file:
        assert names_of(file, _ignore) == ("a.txt", "b/c.txt", "12:00.log")


def test_a_name_twice_in_two_forms(path: Path, zipped: Zipped) -> None:
    assert refused(path, zipped({"a.txt": "1", "./a.txt": "2"})) == "The archive holds `a.txt` twice."


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
            names_of(io.BytesIO(data), _ignore)
            outcomes.add("sound")
        except BadZip:
            outcomes.add("refused")
    assert outcomes == {"sound", "refused"}
