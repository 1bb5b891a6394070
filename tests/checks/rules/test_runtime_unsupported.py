"""Tests of RT003: declarations that exclude every runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "18.x"}}'},
            [("error", "package.json", 2, 22)],
        ),
        (
            {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\nrequires-python = '<3.12'\n"},
            [("error", "pyproject.toml", 4, 19)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "<22"}}'},
            [("error", "package.json", 2, 22)],
        ),
    ],
)
def test_reports_runtime_unsupported(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT003", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=18"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\nrequires-python = '>=3.9'\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT003", files) == []
