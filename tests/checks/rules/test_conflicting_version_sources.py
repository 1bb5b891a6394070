"""Tests of RT004: overruled declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}', ".nvmrc": "24\n"},
            [("warning", ".nvmrc", 1, 1)],
        ),
    ],
)
def test_reports_conflicting_version_sources(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT004", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}', ".nvmrc": "24\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT004", files) == []
