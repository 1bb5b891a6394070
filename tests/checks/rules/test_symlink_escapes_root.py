"""Tests of FP001: links without content that can be packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', "data": "-> /etc"}, [("error", "data", None, None)]),
        (
            {"package.json": '{"scripts": {"start": "node ."}}', "a": "-> b", "b": "-> a"},
            [("error", "a", None, None), ("error", "b", None, None)],
        ),
    ],
)
def test_reports_symlink_escapes_root(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', "data": "-> package.json"},
        {"package.json": '{"scripts": {"start": "node ."}}', "data": "-> /etc", ".gitignore": "data\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP001", files) == []
