"""Tests of the rule about packed folders of version control systems."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}


@pytest.mark.parametrize(
    ("path", "top"),
    [
        (".git/HEAD", ".git"),
        ("lib/x/.git/objects/aa/bb", "lib/x/.git"),
        ("lib/x/.git", "lib/x/.git"),
        (".hg/store/data", ".hg"),
        ("a/.svn/wc.db", "a/.svn"),
    ],
)
def test_reports_vcs_dir_packaged(says: Says, path: str, top: str) -> None:
    said = says("SC006", {**APP, path: "x"}, force_include=(f"{top}/**", top))
    assert said == [("error", top, None, None)]


def test_reports_each_folder_once(says: Says) -> None:
    files = {**APP, ".git/HEAD": "x", ".git/config": "x", ".git/refs/heads/main": "x"}
    assert len(says("SC006", files, force_include=(".git/**",))) == 1


def test_reports_a_folder_in_a_finished_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("package.json", APP["package.json"])
        archive.writestr(".git/HEAD", "ref: refs/heads/main\n")
    review = pipeline.check(pipeline.open_zip(tmp_path / "a.zip", Settings()))
    assert "SC006" in [finding.code for finding in review.findings]


@pytest.mark.parametrize("path", [".gitignore", ".github/workflows/ci.yml", "a.git/x", ".gitattributes", ".hgignore"])
def test_does_not_report_similar_projects(says: Says, path: str) -> None:
    assert says("SC006", {**APP, path: "# x\n"}) == []


def test_does_not_report_excluded_folders(says: Says) -> None:
    assert says("SC006", {**APP, ".git/HEAD": "x"}) == []
