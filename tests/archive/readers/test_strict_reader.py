"""Tests of the strict reader: it accepts what justpack writes and reports every other file."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from justpack.archive import records
from justpack.archive.readers.strict_reader import check_structure, read_structure
from justpack.archive.records import Row
from justpack.errors import PackError
from justpack.model import Archive

FIXED = 1 << 21 | 1 << 16


def row(name: bytes, content: bytes = b"x", **other: Any) -> Row:
    flags = 0 if name.isascii() else records.UTF8
    made = Row(name, flags, records.STORED, FIXED, zlib.crc32(content), len(content), len(content), records.MODE)
    return made._replace(**other)


def made_of(rows: Iterable[Row], offsets: dict[int, int] | None = None) -> bytes:
    """A zip of these rows, right in everything but what the rows themselves say."""
    data, directory, count = b"", b"", 0
    for number, each in enumerate(rows):
        start = (offsets or {}).get(number, len(data))
        directory += records.central(each, start)
        data += records.local(each) + b"x" * min(each.packed, 100)
        count += 1
    return data + directory + records.end(count, len(directory), len(data))


def problems(tmp_path: Path, data: bytes) -> tuple[str, ...]:
    (tmp_path / "made.zip").write_bytes(data)
    return read_structure(tmp_path / "made.zip").problems


def test_accepts_a_zip_by_justpack(packed: tuple[Path, Archive]) -> None:
    target, archive = packed
    assert check_structure(target) == archive.entries


def test_accepts_a_zip_made_of_valid_rows(tmp_path: Path) -> None:
    assert (
        problems(
            tmp_path,
            made_of(
                [
                    row(b"a"),
                    row("é".encode()),
                ]
            ),
        )
        == ()
    )


WRONG: dict[str, tuple[list[Row], str]] = {
    "twice": ([row(b"a"), row(b"a")], "is in it twice"),
    "order": ([row(b"b"), row(b"a")], "out of order"),
    "file and folder": ([row(b"a"), row(b"a-b"), row(b"a/b")], "`a` is a file and a folder"),
    "parent": ([row(b"../a")], "could be unpacked outside"),
    "inside": ([row(b"a/../b")], "could be unpacked outside"),
    "dot": ([row(b"./a")], "the part `.`"),
    "absolute": ([row(b"/a")], "could be unpacked outside"),
    "empty part": ([row(b"a//b")], "an empty part"),
    "folder": ([row(b"a/")], "the record of a folder"),
    "empty": ([row(b"")], "has no name"),
    "backslash": ([row(b"a\\b")], "backslash"),
    "drive": ([row(b"C:x")], "drive"),
    "newline": ([row(b"a\nb")], "control character"),
    "not UTF-8": ([row(b"\xff\xfe", flags=0)], "is not UTF-8"),
    "method": ([row(b"a", method=12)], "method 12"),
    "sizes": ([row(b"a", size=5)], "two sizes differ"),
    "not smaller": ([row(b"a", method=8)], "not smaller"),
    "bomb": ([row(b"a", method=8, size=4_000_000_000)], "claims more bytes"),
    "encrypted": ([row(b"a", flags=1)], "flags that justpack does not set"),
    "descriptor": ([row(b"a", flags=8)], "flags that justpack does not set"),
    "needless flag": ([row(b"a", flags=records.UTF8)], "flags that justpack does not set"),
    "no mode": ([row(b"a", attributes=0)], "has no Unix mode"),
    "link": ([row(b"a", attributes=0o120777 << 16)], "another mode"),
    "set-uid": ([row(b"a", attributes=0o104755 << 16)], "another mode"),
    "too long": ([row(b"a", packed=500, size=500)], "extends beyond"),
}


@pytest.mark.parametrize("case", WRONG)
def test_reports_records_that_justpack_does_not_write(tmp_path: Path, case: str) -> None:
    rows, said = WRONG[case]
    assert any(said in problem for problem in problems(tmp_path, made_of(rows)))


def test_reports_entries_that_overlap(tmp_path: Path) -> None:
    found = problems(tmp_path, made_of([row(b"a"), row(b"b")], {1: 0}))
    assert any("overlaps" in problem for problem in found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\5\6" + bytes(18) + b"x",
        b"MZ" + made_of([row(b"a")]),
        made_of([row(b"a")]) + b"\n",
        made_of([row(b"a")])[:-1],
        made_of([row(b"a")])[:-2] + b"\1\0",
        records.end(60_000, 0, 0),
        records.end(1 << 40, 46 << 40, 0)[: records.END64.size] + records.end(0, 0, 0),
        b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0),
        records.end(70_000, 0, 0),
    ],
)
def test_reports_files_that_justpack_did_not_write(tmp_path: Path, data: bytes) -> None:
    assert problems(tmp_path, data)
    with pytest.raises(PackError, match=r"made\.zip"):
        check_structure(tmp_path / "made.zip")


def test_reports_zips_by_other_tools(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as other:
        other.writestr("a", "x")
    assert problems(tmp_path, made.getvalue())


def _damage(tmp_path: Path, packed: Path, seeds: range) -> None:
    whole, good = packed.read_bytes(), read_structure(packed)
    directory = int.from_bytes(whole[-6:-2], "little")
    places = [*range(directory, len(whole))]
    for each, offset in zip(good.rows, good.offsets, strict=True):
        places += range(offset, offset + len(records.local(each)))
    for seed in seeds:
        seeded = random.Random(seed)
        damaged = bytearray(whole)
        damaged[seeded.choice(places)] ^= 1 << seeded.randrange(8)
        if seed % 5 == 0:
            del damaged[seeded.randrange(len(damaged)) :]
        assert problems(tmp_path, bytes(damaged))


def test_reports_a_flipped_bit_in_the_records(tmp_path: Path, packed: tuple[Path, Archive]) -> None:
    _damage(tmp_path, packed[0], range(60))


@pytest.mark.exhaustive
def test_reports_every_flipped_bit_in_the_records(tmp_path: Path, packed: tuple[Path, Archive]) -> None:
    _damage(tmp_path, packed[0], range(5000))


def test_checks_a_hundred_thousand_wrong_entries_quickly(tmp_path: Path) -> None:
    hostile = made_of([row(b"/".join([b"a"] * 200) + b"%d" % i, packed=0, size=0, crc=0) for i in range(3000)])
    began = time.process_time()
    assert len(problems(tmp_path, hostile)) <= 20
    assert time.process_time() - began < 15
