"""Tests of the rule about files above the limit."""

from __future__ import annotations

from collections.abc import Callable

from justpack.model import Finding, Limits


def test_reports_a_file_above_the_limit_only(found: Callable[..., list[Finding]]) -> None:
    files = {"package.json": "{}", "at": b"x" * 1_000, "above": b"x" * 1_001}
    (finding,) = found("SZ003", files, limits=Limits(file_size=1_000))
    assert (finding.severity, finding.location and finding.location.path) == ("warning", "above")
    assert finding.location is not None
    assert finding.location.line is None


def test_does_not_report_ordinary_files_by_default(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ003", {"package.json": "{}", "a": b"x" * 100_000}) == []
