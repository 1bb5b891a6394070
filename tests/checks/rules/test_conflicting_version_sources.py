"""Is a declaration that lost to another said to conflict with it?"""

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
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT004", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}', ".nvmrc": "24\n"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("RT004", files) == []
