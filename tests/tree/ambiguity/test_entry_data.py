"""Tests of the data of entries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from justpack.tree.ambiguity import entry_data
from tests.tree.ambiguity.zips import Written, entry, found, joined, with_both

DEFLATED = entry("a", b"content" * 9, 8)


@pytest.mark.parametrize(
    "written",
    [
        with_both(entry("a"), crc=1),
        with_both(entry("a"), size=3),
        with_both(DEFLATED, crc=1),
        with_both(DEFLATED, size=5),
        with_both(DEFLATED, size=500),
        with_both(replace(DEFLATED, data=DEFLATED.data + b"PK\3\4"), packed=len(DEFLATED.data) + 4),
        with_both(replace(DEFLATED, data=DEFLATED.data[:-3]), packed=len(DEFLATED.data) - 3),
        with_both(replace(DEFLATED, data=b"\xff" * 20), packed=20),
    ],
)
def test_reports_data_that_differs_from_its_record(written: Written) -> None:
    assert found(joined(written, entry("b"))) == [("data", "a")]


@pytest.mark.parametrize("data", [b"", b"a", b"a" * 300_000, bytes(range(256)) * 2000])
@pytest.mark.parametrize("method", [0, 8])
def test_does_not_report_data_that_agrees(data: bytes, method: int) -> None:
    assert found(joined(entry("a", data, method), entry("b", data, method))) == []


def test_counts_what_is_beyond_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_data, "UNPACKED", 100)
    assert found(joined(entry("a", b"a" * 200, 8), entry("b"))) == [("unread", None)]


def test_reports_a_size_beyond_the_bound_that_the_data_cannot_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_data, "UNPACKED", 100)
    false = with_both(entry("a", b"a" * 200, 8), size=1 << 31)
    assert found(joined(false, entry("b"))) == [("data", "a"), ("unread", None)]
