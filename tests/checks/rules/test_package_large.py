"""Tests of the rule about large packages; SZ001 reports packages above the limit."""

from __future__ import annotations

from collections.abc import Callable

from justpack.model import Finding, Limits

FILES = {"package.json": '{"scripts": {"start": "x"}}', "big": "x" * 3_000}


def test_reports_package_large(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("SZ002", FILES, limits=Limits(package_large=2_000))
    assert (finding.severity, finding.location) == ("warning", None)
    assert [each.location.path for each in finding.related] == ["big", "package.json"]


def test_does_not_report_similar_projects(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ002", FILES, limits=Limits(package_large=3_100)) == []


def test_does_not_report_a_package_above_the_limit(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ002", FILES, limits=Limits(package_large=1_000, package_size=2_000)) == []
