"""Tests of the rule about pipes, sockets and devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
