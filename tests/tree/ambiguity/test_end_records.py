"""Tests of the records at the end of a zip."""

from __future__ import annotations

import pytest

from tests.tree.ambiguity.zips import Ends, entry, found, joined


@pytest.mark.parametrize(
    "ends",
    [
        Ends(count=1),
        Ends(count=5),
        Ends(count_here=1),
        Ends(part=1),
        Ends(wide_count=1),
        Ends(count=0xFFFF, count_here=0xFFFF, wide_count=1),
        Ends(wide_count=2, wide_at=0),
        Ends(wide_count=2, wide_length=45),
        Ends(wide_count=2, wide_length=0),
        Ends(wide_count=2, wide_parts=0),
        Ends(tail=b"after"),
        Ends(tail=joined(entry("c"))[:9]),
    ],
)
def test_reports_an_end_that_leaves_another_reading(ends: Ends) -> None:
    assert found(joined(entry("a"), entry("b"), ends=ends)) == [("position", None)]


def test_reports_a_comment_that_is_cut_short() -> None:
    assert found(joined(entry("a"), ends=Ends(comment=b"comment"))[:-2]) == [("position", None)]


def test_reports_two_end_records() -> None:
    inner = joined(entry("a"))
    assert ("position", None) in found(joined(entry("a"), ends=Ends(comment=inner)))


@pytest.mark.parametrize(
    "ends", [Ends(), Ends(comment=b"PK"), Ends(wide_count=2), Ends(count=0xFFFF, count_here=0xFFFF, wide_count=2)]
)
def test_does_not_report_end_records_that_agree(ends: Ends) -> None:
    assert found(joined(entry("a"), entry("b"), ends=ends)) == []


def test_does_not_report_zeros_that_fill_a_block() -> None:
    """bsdtar writes them behind a zip for a pipe, and every program reads it in one way."""
    assert found(joined(entry("a"), ends=Ends(tail=bytes(10_010)))) == []
    assert found(joined(entry("a"), ends=Ends(tail=bytes(99) + b"x"))) == [("position", None)]


@pytest.mark.parametrize("at", [28, 30, 32])
def test_reports_a_record_that_is_longer_than_the_directory(at: int) -> None:
    """Python reads the entry; unzip, 7-Zip, bsdtar and Java refuse the zip. The numbers are of name, extra, comment."""
    data = bytearray(joined(entry("a"), entry("b")))
    data[data.rindex(b"PK\1\2") + at] += 9
    assert ("position", None) in found(bytes(data))
