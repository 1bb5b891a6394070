"""Tests of the rule about declarations that exclude the newest release of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.99.0"}}'},
            [("warning", "package.json", 2, 22)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "<=22.0.0 >=22"}}'},
            [("warning", "package.json", 2, 22)],
        ),
    ],
)
def test_reports_patch_not_available(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT010", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22.11.0\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT010", files) == []
