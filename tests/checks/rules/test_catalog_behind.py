"""Tests of RT011: floating aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "lts/*\n"}, [("warning", ".nvmrc", 1, 1)]),
        ({"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "node\n"}, [("warning", ".nvmrc", 1, 1)]),
    ],
)
def test_reports_catalog_behind(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT011", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "24\n"},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "lts/jod\n"},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}'},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT011", files) == []
