"""Tests of MF001: manifests that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "x"}\n"a": 1}'}, [("error", "package.json", 2, 1)]),
        ({"pom.xml": "<project>\n<a></project>"}, [("error", "pom.xml", 2, 6)]),
        ({"package.json": b'{"name": "\xff"}'}, [("error", "package.json", 1, 11)]),
        ({"package.json": "[]"}, [("error", "package.json", 1, 1)]),
        ({"package.json": "-> /etc/hostname"}, [("error", "package.json", None, None)]),
        ({"requirements.txt": "flask\n", "app.py": "x", "package.json": "{"}, [("warning", "package.json", 1, 2)]),
    ],
)
def test_reports_manifest_syntax(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("MF001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"pom.xml": "<project/>"},
        {"pyproject.toml": '[project]\nname = "a"\n'},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("MF001", files) == []
