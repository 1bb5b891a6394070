"""Tests of the records before the data, and of the positions of entries."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.tree.ambiguity.zips import (
    WIDE,
    Ends,
    Written,
    entry,
    found,
    joined,
    unicode_name,
    wide,
    with_both,
    with_central,
    with_local,
)

STREAMED = 1 << 3
NOTHING: Mapping[str, int] = {}


def streamed(written: Written, form: str = "<4s3I", *, wrong: Mapping[str, int] = NOTHING) -> Written:
    """Return the entry as a program writes it that cannot go back."""
    true = written.central
    crc, packed, size = wrong.get("crc", true.crc), wrong.get("packed", true.packed), wrong.get("size", true.size)
    numbers = (b"PK\7\x08",) if form.startswith("<4s") else ()
    after = struct.pack(form, *numbers, crc, packed, size)
    changed = with_local(with_both(written, flags=STREAMED), crc=0, packed=0, size=0)
    return replace(changed, after=after)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": b"b"},
        {"method": 8},
        {"flags": 1},
        {"crc": 5},
        {"packed": 3},
        {"size": 9},
        {"size": WIDE, "packed": WIDE},
        {"size": WIDE, "packed": WIDE, "extra": wide(9, 7)},
        {"size": WIDE, "packed": WIDE, "extra": wide(7, 3)},
        {"extra": unicode_name(b"a", "b")},
        {"extra": struct.pack("<2H", 0x9999, 50) + b"x"},
        {"flags": STREAMED},
        {"flags": 2},
        {"flags": 1 << 10},
    ],
)
def test_reports_a_record_that_differs(changes: dict[str, object]) -> None:
    assert found(joined(with_local(entry("a"), **changes))) == [("record", "a")]


@pytest.mark.parametrize("packed", [entry("a"), entry("a", b"content" * 9, 8)])
def test_does_not_report_sizes_in_the_field_for_large_ones(packed: Written) -> None:
    sizes = wide(packed.central.size, packed.central.packed)
    assert found(joined(with_both(packed, size=WIDE, packed=WIDE, extra=sizes))) == []


def test_reports_two_fields_for_large_sizes() -> None:
    sizes = wide(7, 7)
    assert found(joined(with_both(entry("a"), size=WIDE, packed=WIDE, extra=sizes + wide(3, 3)))) == [("record", "a")]


@pytest.mark.parametrize("form", ["<4s3I", "<3I", "<I2Q"])
@pytest.mark.parametrize("method", [0, 8])
def test_does_not_report_sizes_after_the_data(method: int, form: str) -> None:
    assert found(joined(streamed(entry("a", b"content" * 9, method), form), entry("b"))) == []


@pytest.mark.parametrize("what", ["crc", "packed", "size"])
def test_reports_other_sizes_after_the_data(what: str) -> None:
    assert found(joined(streamed(entry("a", b"content" * 9, 8), wrong={what: 2}), entry("b"))) == [("record", "a")]


def test_reports_missing_sizes_after_the_data() -> None:
    assert found(joined(replace(streamed(entry("a", b"content" * 9, 8)), after=b""))) == [("record", "a")]


def test_reports_streamed_data_that_contains_a_record() -> None:
    inner = joined(entry("hidden"))
    assert found(joined(streamed(entry("a", inner)), entry("b"))) == [("record", "a")]
    assert found(joined(entry("a", inner), entry("b"))) == []


@pytest.mark.parametrize("size", [0, 1 << 18, (1 << 18) - 2])
def test_reports_an_entry_that_is_not_in_the_directory(size: int) -> None:
    hidden = b"\0" * size + joined(entry("hidden"))[:44]
    assert found(joined(entry("a"), ends=Ends(gap=hidden))) == [("position", "a")]
    assert found(joined(replace(entry("a"), after=hidden), entry("b"))) == [("position", "b")]


def test_does_not_report_other_bytes_between_entries() -> None:
    assert found(joined(replace(entry("a"), after=b"\0" * 9), entry("b"), ends=Ends(gap=b"\0" * 50))) == []


def test_reports_data_beyond_the_directory() -> None:
    assert ("position", "a") in found(joined(with_both(entry("a"), packed=500, size=500)))


@pytest.mark.parametrize("flags", [2, 4, 6])
def test_does_not_report_another_level_of_deflate(flags: int) -> None:
    """Programs do not look at it; of a stored entry, 7-Zip refuses such flags."""
    assert found(joined(with_local(entry("a", b"content" * 9, 8), flags=flags))) == []


@pytest.mark.parametrize("mode", [0o040755, 0o020644, 0o010644, 0o140644, 0o060644, 0o150644, 0o170000])
def test_reports_a_mode_that_is_not_of_a_file(mode: int) -> None:
    assert found(joined(with_central(entry("a"), mode=mode))) == [("mode", "a")]


@pytest.mark.parametrize("mode", [0o100644, 0o104755, 0o644, 0o120777, 0])
def test_does_not_report_other_modes(mode: int) -> None:
    assert found(joined(with_central(entry("a"), mode=mode))) == []


@pytest.mark.parametrize(("made", "attributes"), [(0, 8), (0x0B14, 8), (0x14, 0x400), (0x0A14, 0x10)])
def test_reports_attributes_that_some_programs_know(made: int, attributes: int) -> None:
    """unzip skips the label of a disk, and 7-Zip refuses a file that stands for another one."""
    assert found(joined(with_central(entry("a"), mode=0, made=made, attributes=attributes))) == [("mode", "a")]


@pytest.mark.parametrize(("made", "attributes"), [(0, 0x27), (0x0314, 8), (0x0314, 0x400), (0x1314, 0x408)])
def test_does_not_report_other_attributes(made: int, attributes: int) -> None:
    assert found(joined(with_central(entry("a"), mode=0, made=made, attributes=attributes))) == []


@pytest.mark.parametrize("version", [47, 51, 63])
def test_reports_a_version_that_unzip_does_not_know(version: int) -> None:
    assert found(joined(with_both(entry("a"), version=version))) == [("record", "a")]


@pytest.mark.parametrize("version", [0, 10, 45, 46, 0x0314])
def test_does_not_report_a_version_that_every_program_knows(version: int) -> None:
    assert found(joined(with_both(entry("a"), version=version))) == []


@pytest.mark.parametrize("offset", [1 << 31, (1 << 63) - 1, (1 << 64) - 1])
def test_reports_a_position_that_no_file_has(offset: int) -> None:
    changed = with_central(entry("a"), offset=WIDE, extra=wide(offset))
    assert ("record", "a") in found(joined(changed))


def test_reports_sizes_after_data_that_no_file_has() -> None:
    changed = with_central(streamed(entry("a")), packed=WIDE, size=WIDE, extra=wide((1 << 64) - 1, (1 << 64) - 1))
    assert ("position", "a") in found(joined(changed))


@pytest.mark.parametrize("size", [4, 12, 32])
def test_reports_a_field_for_large_sizes_of_a_wrong_size(size: int) -> None:
    """Java refuses the zip."""
    field = struct.pack("<2H", 1, size) + bytes(size)
    assert found(joined(with_central(entry("a"), extra=field))) == [("record", "a")]


@pytest.mark.parametrize("field", [(0x5455, b""), (0x9901, b"12345"), (0x7075, b"1234")])
@pytest.mark.parametrize("change", [with_local, with_central])
def test_reports_fields_that_are_too_short(change: Callable[..., Written], field: tuple[int, bytes]) -> None:
    """bsdtar refuses the zip for the first two, and JSZip for the third."""
    extra = struct.pack("<2H", field[0], len(field[1])) + field[1]
    assert found(joined(change(entry("a"), extra=extra))) == [("record", "a")]


def test_reports_a_unicode_name_without_letters() -> None:
    """7-Zip and bsdtar use it."""
    assert ("name", "a") in found(joined(with_both(entry("a"), extra=unicode_name(b"a", ""))))


@pytest.mark.parametrize("comment", [b"caf\x82", b"\xff"])
def test_reports_a_comment_that_is_not_utf_8(comment: bytes) -> None:
    """Java does not open the entry."""
    assert found(joined(with_central(entry("a"), comment=comment))) == [("comment", "a")]


def test_does_not_report_other_comments() -> None:
    assert found(joined(with_central(entry("a"), comment="PK\3\4 é".encode()))) == []


def test_reports_a_folder_with_data() -> None:
    assert found(joined(with_central(entry("a/"), mode=0o040755))) == [("data", "a/")]
    assert found(joined(with_central(entry("a/", b"", 8), mode=0o040755))) == []


@pytest.mark.parametrize("flags", [1, 1 << 5, 1 | 1 << 6, 1 << 13])
def test_reports_encryption_and_patches(flags: int) -> None:
    assert found(joined(with_both(entry("a"), flags=flags))) == [("data", "a")]


@pytest.mark.parametrize("method", [1, 6, 9, 12, 14, 93, 95, 98, 99])
def test_reports_other_methods(method: int) -> None:
    assert found(joined(with_both(entry("a"), method=method))) == [("data", "a")]


def test_reports_an_entry_in_another_part() -> None:
    assert found(joined(with_central(entry("a"), volume=3))) == [("position", "a")]


@pytest.mark.parametrize("change", [with_local, with_central])
def test_reports_a_name_in_utf8_by_one_record(change: Callable[..., Written]) -> None:
    """Recorded on 200 zips: unzip and Python refuse the entry, 7-Zip, bsdtar and Java read it."""
    assert found(joined(change(entry("é"), flags=0))) == [("record", "é")]


@pytest.mark.parametrize("change", [with_local, with_central])
def test_reports_sizes_after_the_data_by_one_record(change: Callable[..., Written]) -> None:
    """7-Zip refuses the entry, and unzip too if the flag is in the record before the data."""
    assert found(joined(change(entry("a", b"content" * 9, 8), flags=STREAMED))) == [("record", "a")]


def test_reports_extra_fields_that_are_cut_short() -> None:
    """bsdtar refuses the zip; the other programs read it."""
    assert found(joined(with_central(entry("a"), extra=b"\1\0\xff"))) == [("record", "a")]


def test_does_not_report_zeros_that_align_the_data() -> None:
    assert found(joined(with_both(entry("a"), extra=b"\0\0\0"))) == []


@pytest.mark.parametrize(
    "extra",
    [
        unicode_name(b"a", "a") + unicode_name(b"a", "b"),
        unicode_name(b"a", "a") + struct.pack("<2HBI", 0x7075, 6, 2, zlib.crc32(b"a")) + b"b",
    ],
)
def test_reports_a_second_field_for_a_unicode_name(extra: bytes) -> None:
    """unzip and bsdtar read the last field, bsdtar also one of another version; the others read the first or none."""
    assert ("name", "a") in found(joined(with_both(entry("a"), extra=extra)))
