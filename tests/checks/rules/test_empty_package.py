"""Tests of FP005: a package without files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"a.txt": "x", ".gitignore": "*\n"}, [("error", None, None, None)]),
        ({}, [("error", None, None, None)]),
    ],
)
def test_reports_empty_package(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP005", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": "x"},
        {"a.txt": "x", "b.txt": "x", ".gitignore": "a.txt\n"},
        {"a": "-> ../outside"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP005", files) == []
