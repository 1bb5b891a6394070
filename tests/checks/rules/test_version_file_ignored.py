"""Is a version file that is left out warned about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n", ".gitignore": "# x\n.nvmrc\n"},
            [("warning", ".nvmrc", None, None)],
        ),
        (
            {"requirements.txt": "flask\n", ".python-version": "3.13\n", ".gitignore": ".*\n"},
            [("warning", ".python-version", None, None)],
        ),
    ],
)
def test_it_fires(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT012", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."}}', ".gitignore": ".nvmrc\n"},
        {".nvmrc": "22\n", ".gitignore": ".nvmrc\n"},
        {
            "package.json": '{"scripts": {"start": "node ."}}',
            ".nvmrc": "22\n",
            ".gitignore": ".nvmrc\n",
            ".justpackignore": "!.nvmrc\n",
        },
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("RT012", files) == []
