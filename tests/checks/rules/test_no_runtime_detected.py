"""Is a folder without a project said to be one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({}, [("error", None, None, None)]),
        ({"README.md": "x"}, [("error", None, None, None)]),
        ({"backend/package.json": '{"scripts": {"start": "x"}}'}, [("error", None, None, None)]),
        (
            {"package.json": '{"scripts": {"start": "x"}}', ".gitignore": "package.json\n"},
            [("error", None, None, None)],
        ),
    ],
)
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"requirements.txt": "flask\n"},
        {"pom.xml": "<project/>"},
        {"package.json": "{"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("RT001", files) == []
