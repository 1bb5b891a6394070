"""Tests of the rule about pipes, sockets and devices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', "fifo": "|"}, [("error", "fifo", None, None)]),
    ],
)
def test_reports_special_file(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP010", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', "fifo": "x"},
        {"package.json": '{"scripts": {"start": "node ."}}', "fifo": "|", ".gitignore": "fifo\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP010", files) == []


@pytest.mark.parametrize("path", [".gitignore", "lib/.justpackignore"])
def test_is_the_only_finding_about_an_ignore_file(tmp_path: Path, path: str) -> None:
    node = '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}'
    plant(tmp_path, {"package.json": node, "index.js": "1\n", "lib/a.js": "", path: "|"})
    findings = pipeline.check(pipeline.open_project(tmp_path, Settings())).findings
    assert [(each.code, each.location and each.location.path) for each in findings] == [("FP010", path)]
