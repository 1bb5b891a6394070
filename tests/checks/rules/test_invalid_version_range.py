"""Tests of RT008: declarations that do not follow the grammar of their tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22, <25"}}'},
            [("error", "package.json", 2, 22)],
        ),
        ({"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "twenty two\n"}, [("warning", ".nvmrc", 1, 1)]),
        ({"package.json": '{"scripts": {"start": "x"}, "engines": {"node": 22}}'}, [("error", "package.json", 1, 49)]),
    ],
)
def test_reports_invalid_version_range(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT008", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22 <25"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."}}'},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT008", files) == []
