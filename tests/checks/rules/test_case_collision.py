"""Tests of FP002: paths that differ only in letter case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"README.md": "", "readme.md": ""}, "readme.md"),
        ({"src/App.js": "", "Src/app.js": ""}, "src/App.js"),
        ({"straße": "", "STRASSE": ""}, "straße"),
        ({"caf\u00e9": "", "CAFE\u0301": ""}, "caf\u00e9"),
        ({"Src/a.js": "", "src/b.js": ""}, "src/"),
        ({"Lib": "", "lib/a.js": ""}, "lib/"),
        ({"x/Lib/a/1": "", "x/lib/b/2": "", "x/lib/a/3": ""}, "x/lib/"),
    ],
)
def test_reports_case_collision(says: Says, files: Files, path: str) -> None:
    assert says("FP002", {**APP, **files}) == [("warning", path, None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "", "docs/readme.md": ""},
        {"README.md": "", "README.txt": ""},
        {"Makefile": "", "makefile": "", ".justpackignore": "/makefile\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP002", {**APP, **files}) == []
