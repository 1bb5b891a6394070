"""Tests of SZ001: packages above the limit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from justpack import pipeline
from justpack.model import Archive, Finding, Limits
from justpack.settings import Settings

FILES = {"package.json": '{"scripts": {"start": "x"}}', "big": "x" * 3_000, "small": "x" * 100}


def test_reports_the_files_before_packing(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("SZ001", FILES, limits=Limits(package_size=3_000))
    assert (finding.severity, finding.location) == ("warning", None)
    assert finding.related[0].location.path == "big"


def test_does_not_report_a_package_below_the_limit(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ001", FILES, limits=Limits(package_size=3_200)) == []


@pytest.mark.parametrize(("size", "codes"), [(4_000, ["SZ001"]), (3_000, [])])
def test_reports_the_size_of_the_zip_after_packing(tmp_path: Path, size: int, codes: list[str]) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    project = pipeline.open_project(tmp_path, Settings(limits=Limits(package_size=3_000)))
    review = pipeline.check(project)
    archive = Archive("a.zip", "", "", size, 10_000, (), "", 5)
    weighed = pipeline.recheck_size(project, review, archive)
    assert [each.code for each in weighed.findings if each.code[:2] == "SZ"] == codes
    assert [each.code for each in review.findings if each.code[:2] == "SZ"] == ["SZ001"]
