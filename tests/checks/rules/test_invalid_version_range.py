"""Is a version that its own tool refuses an error, and a lesser one in a lesser file?"""

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
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT008", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22 <25"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."}}'},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("RT008", files) == []
