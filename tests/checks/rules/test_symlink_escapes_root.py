"""Is a link that cannot be followed inside the upload an error?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', "data": "-> /etc"}, [("error", "data", None, None)]),
        ({"package.json": '{"scripts": {"start": "node ."}}', "data": "-> nothing"}, [("error", "data", None, None)]),
        (
            {"package.json": '{"scripts": {"start": "node ."}}', "a": "-> b", "b": "-> a"},
            [("error", "a", None, None), ("error", "b", None, None)],
        ),
    ],
)
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', "data": "-> package.json"},
        {"package.json": '{"scripts": {"start": "node ."}}', "data": "-> /etc", ".gitignore": "data\n"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("FP001", files) == []
