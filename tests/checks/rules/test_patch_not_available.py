"""Is a declaration that a line's newest release does not satisfy warned about?"""

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
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT010", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22.11.0\n"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("RT010", files) == []
