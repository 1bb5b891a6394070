"""Tests of RT003: declarations that exclude every runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
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


@pytest.mark.parametrize(
    ("files", "edit"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}, "engines": {"node": "12.x"}}'}, "set engines.node to '"),
        ({"package.json": '{"scripts": {"start": "node ."}, "engines": {"node": ">=99"}}'}, "set engines.node to '"),
        ({"main.py": "def handler(event, context):\n    pass\n", ".python-version": "3.8\n"}, "set '3."),
    ],
)
def test_help_writes_the_edit(found: Callable[..., list[Finding]], files: Files, edit: str) -> None:
    (finding,) = found("RT003", files)
    assert str(finding.help).startswith(edit)
    assert "offered: " in str(finding.help)
