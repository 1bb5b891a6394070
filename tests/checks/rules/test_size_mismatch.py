"""Tests of the rule about a size that differs from the size sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.model import Build, Finding

PACKAGE = {"package.json": "{}"}


def test_reports_size_mismatch(afterwards: Callable[..., list[Finding]]) -> None:
    (finding,) = afterwards(PACKAGE, Build("b", size=999))
    assert (finding.code, finding.severity, finding.location) == ("PF004", "warning", None)
    assert finding.message == "the service reports 999 bytes, but 1000 were sent"


@pytest.mark.parametrize("size", [1_000, None])
def test_does_not_report_similar_projects(afterwards: Callable[..., list[Finding]], size: int | None) -> None:
    assert afterwards(PACKAGE, Build("b", size=size)) == []
