"""Tests of the rule about names that are not portable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', "a\\b": "x"}, [("error", "a\\b", None, None)]),
        ({"package.json": '{"scripts": {"start": "node ."}}', "a\nb": "x"}, [("error", "a\nb", None, None)]),
    ],
)
def test_reports_unportable_name(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP004", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', "é 漢字.txt": "x"},
        {"package.json": '{"scripts": {"start": "node ."}}', "a b": "x"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP004", files) == []
