"""Tests of the rule about files above the limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.model import Finding, Limits


def test_reports_a_file_above_the_limit_only(found: Callable[..., list[Finding]]) -> None:
    files = {"package.json": "{}", "at": b"x" * 1_000, "above": b"x" * 1_001}
    (finding,) = found("SZ003", files, limits=Limits(file_size=1_000))
    assert (finding.severity, finding.location and finding.location.path) == ("warning", "above")
    assert finding.location is not None
    assert finding.location.line is None


def test_does_not_report_ordinary_files_by_default(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ003", {"package.json": "{}", "a": b"x" * 100_000}) == []


@pytest.mark.parametrize(
    ("size", "limit", "message"),
    [
        (1_001, 1_000, "big has 1,001 bytes, more than the limit of 1,000 bytes"),
        (2_040_000, 2_000_000, "big has 2,040,000 bytes, more than the limit of 2,000,000 bytes"),
        (2_100_000, 2_000_000, "big has 2.1 MB, more than the limit of 2.0 MB"),
    ],
)
def test_shows_a_size_that_differs_from_the_limit(
    found: Callable[..., list[Finding]], size: int, limit: int, message: str
) -> None:
    (finding,) = found("SZ003", {"package.json": "{}", "big": b"x" * size}, limits=Limits(file_size=limit))
    assert finding.message == message
