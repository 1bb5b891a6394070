"""Tests of what programs read differently in a zip."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile

import pytest

from justpack.tree.zip_ambiguity import ambiguities
from justpack.tree.zip_reading import archive_of


def made(*names: str, mode: int | None = None) -> bytes:
    """A zip with these names, each file with other content."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as target:
        warnings.simplefilter("ignore")
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(name)
            if mode is not None:
                info.external_attr = mode << 16
            target.writestr(info, "" if name.endswith("/") else f"content {number}")
    return file.getvalue()


def found(data: bytes) -> list[tuple[str, str | None]]:
    """The kinds and paths of the ambiguities of a zip."""
    file = io.BytesIO(data)
    with archive_of(file) as archive:
        return [(each.kind, each.path) for each in ambiguities(file, archive.infolist())]


@pytest.mark.parametrize(
    "names",
    [
        ("a", "b/c", "b/", "é.txt"),
        (".gitignore", ".env.example", "x.git/y", ".github/a", "a~1", "a:b", "...x", "..x"),
    ],
)
def test_does_not_report_a_plain_zip(names: tuple[str, ...]) -> None:
    assert found(made(*names)) == []


def test_does_not_report_a_streamed_zip() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    file = Pipe()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a", "1" * 100)
        target.writestr("b", "2")
    assert found(file.getvalue()) == []


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("a", "a"), "a"),
        (("a", "./a"), "a"),
        (("a", "a/b"), "a"),
        (("a", "a/"), "a"),
        ((".git ./config",), ".git ./config"),
        (("GIT~1/config",), "GIT~1/config"),
        ((".g\u200cit/config",), ".g\u200cit/config"),
        ((".env.",), ".env."),
        (("\uff0e\uff0e/x",), "\uff0e\uff0e/x"),
        ((".. /x",), ".. /x"),
    ],
)
def test_reports_names(names: tuple[str, ...], path: str) -> None:
    assert found(made(*names)) == [("name", path)]


def test_reports_a_record_that_differs() -> None:
    data = bytearray(made("good.js"))
    data[data.index(b"good.js")] = ord("f")
    assert found(bytes(data)) == [("record", "good.js")]


def test_reports_another_size_in_the_record() -> None:
    data = bytearray(made("a"))
    struct.pack_into("<I", data, 22, 5)
    assert found(bytes(data)) == [("record", "a")]


def test_reports_a_device() -> None:
    assert found(made("a", mode=stat.S_IFCHR | 0o644)) == [("mode", "a")]


def test_reports_encryption() -> None:
    data = bytearray(made("a"))
    for at in (6, data.index(b"PK\1\2") + 8):
        data[at] |= 1
    assert found(bytes(data)) == [("data", "a")]


def test_reports_data_before_and_after() -> None:
    assert found(b"#!/bin/sh\n" + made("a")) == [("position", None)]
    assert found(made("a") + b"tail") == [("position", None)]


def test_reports_entries_that_share_bytes() -> None:
    data = bytearray(made("a", "b"))
    second = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, second + 42, 0)
    assert ("position", "b") in found(bytes(data)) or ("position", "a") in found(bytes(data))
