"""Tests of the reader of uv workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.python import workspaces
from justpack.tree.documents import toml

if TYPE_CHECKING:
    from tests.made_projects import Project

FOLDERS = {f"libs/{name}/pyproject.toml": "" for name in ("a", "b")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.uv.workspace]\nmembers = ["libs/*"]\n', ["libs/a", "libs/b"]),
        ('[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/b"]\n', ["libs/a"]),
        ('[tool.uv.workspace]\nmembers = "libs/*"\n', []),
        ('[tool.uv.workspace]\nmembers = [1, "libs/a"]\nexclude = "libs/a"\n', ["libs/a"]),
        ("[tool.uv]\nworkspace = 1\n", []),
        ("", []),
    ],
)
def test_lists_the_members(project: Project, text: str, expected: list[str]) -> None:
    assert workspaces.members(project({**FOLDERS, "pyproject.toml": text})) == expected


def test_names_the_dependencies_that_come_from_another_member() -> None:
    text = b'[tool.uv.sources]\na = { workspace = true }\nb = { path = "b" }\nc = { workspace = false }\nd = 1\n'
    assert workspaces.needed(toml.parse("pyproject.toml", text)) == ["a"]
