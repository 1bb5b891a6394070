"""Tests of RT002: apps of two families at the root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {
                "index.js": "exports.handler = async () => 1\n",
                "main.py": "def handler(event, context):\n    return 1\n",
            },
            [("error", "index.js", None, None)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."}}', "pom.xml": "<project/>"},
            [("warning", None, None, None)],
        ),
    ],
)
def test_reports_ambiguous_runtime(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT002", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"index.js": "exports.handler = async () => 1\n"},
        {"main.py": "def handler(event, context):\n    return 1\n"},
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"index.js": "exports.handler = async () => 1\n", "main.py": "def helper(event):\n    return 1\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT002", files) == []
