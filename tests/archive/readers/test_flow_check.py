"""Tests of `FlowCheck`: it accepts what justpack writes, in pieces of any size, and reports any damage."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from justpack.archive import records
from justpack.archive.readers.flow_check import FlowCheck
from justpack.archive.readers.strict_reader import read_structure
from justpack.archive.records import MAX32, Row
from justpack.model import Archive

DATE = 1 << 21 | 1 << 16


def problem(data: bytes, sizes: Sequence[int] = (1 << 20,)) -> str | None:
    check, at, turn = FlowCheck(), 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        check.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    return check.problem()


def zip_of(*names: str, mode: int = records.MODE) -> bytes:
    rows = [
        Row(name.encode(), 0 if name.isascii() else records.UTF8, records.STORED, DATE, 0, 3, 3, mode) for name in names
    ]
    data, directory = b"", b""
    for row in rows:
        directory += records.central(row, len(data))
        data += records.local(row) + b"PK\x03"
    return data + directory + records.end(len(rows), len(directory), len(data))


@pytest.mark.parametrize("sizes", [(1,), (7, 31, 3), (29,), (30,), (4096,), (1 << 30,)])
def test_accepts_a_zip_in_pieces_of_any_size(packed: tuple[Path, Archive], sizes: tuple[int, ...]) -> None:
    data = packed[0].read_bytes()
    small = zip_of("a", "a-b", "a.b", "aa", "naïve/ü", mode=records.MODE_EXECUTABLE)
    assert problem(small, sizes) is None
    assert problem(zip_of(), sizes) is None
    assert sizes == (1,) or problem(data, sizes) is None


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a", "a"], "`a` is in it twice"),
        (["b", "a"], "`a` is out of order"),
        (["a", "a-b", "a/b"], "`a` is a file and a folder"),
        (["a/b", "a/b/c/d"], "`a/b` is a file and a folder"),
        (["../a"], "could be unpacked outside"),
        (["/a"], "could be unpacked outside"),
    ],
)
def test_reports_names_that_readers_would_treat_differently(names: list[str], said: str) -> None:
    assert said in str(problem(zip_of(*names)))


@pytest.mark.parametrize("seed", range(3))
def test_reports_every_damage_that_the_strict_reader_reports(
    packed: tuple[Path, Archive], tmp_path: Path, seed: int
) -> None:
    seeded = random.Random(seed)
    whole, good = packed[0].read_bytes(), read_structure(packed[0])
    places = [*range(int.from_bytes(whole[-6:-2], "little"), len(whole))]
    for row, offset in zip(good.rows, good.offsets, strict=True):
        places += range(offset, offset + len(records.local(row)))
    target = tmp_path / "app.zip"
    for _ in range(60):
        data = bytearray(whole)
        at = seeded.choice(places)
        how = seeded.choice(["flip", "cut", "insert"])
        if how == "flip":
            data[at] ^= 1 << seeded.randrange(8)
        elif how == "cut":
            del data[at:]
        else:
            data[at:at] = b"\0"
        target.write_bytes(data)
        assert (problem(bytes(data)) is None) == (read_structure(target).problems == ()), (how, at)
    assert problem(whole + b"\0") is not None


def test_accepts_zip64_fields_only_where_they_are_needed() -> None:
    row = Row(b"a", 0, records.DEFLATED, DATE, 1, 5_000_000, MAX32 + 5, records.MODE)
    data, directory = records.local(row) + bytes(row.packed), records.central(row, 0)
    assert problem(data + directory + records.end(1, len(directory), len(data))) is None
    wide = bytearray(data)
    wide[4] = records.VERSION
    assert "not as justpack writes it" in str(problem(bytes(wide) + directory))
