"""Is an upload of nothing an error?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"a.txt": "x", ".gitignore": "*\n"}, [("error", None, None, None)]),
        ({}, [("error", None, None, None)]),
    ],
)
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP005", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"a.txt": "x"},
        {"a.txt": "x", "b.txt": "x", ".gitignore": "a.txt\n"},
        {"a": "-> nothing"},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("FP005", files) == []
