"""Tests of the globs of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems import workspace_globs
from justpack.ecosystems.workspace_globs import expand
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from tests.made_projects import Project

FILES = {f"{path}/f": "" for path in ("a/b/c", "a/x", "libs/one", "libs/two", "libs/node_modules/n", "z")}


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["libs/*"], ["libs/one", "libs/two"]),
        (["./libs/*/"], ["libs/one", "libs/two"]),
        (["libs/t?o", "z"], ["libs/two", "z"]),
        (["libs/**"], ["libs", "libs/one", "libs/two"]),
        (["a/**/c"], ["a/b/c"]),
        (["libs/*", "!libs/one"], ["libs/two"]),
        (["!libs/one", "libs/*"], ["libs/one", "libs/two"]),
        (["../*", "missing", ""], []),
    ],
)
def test_names_folders_in_order(project: Project, globs: list[str], expected: list[str]) -> None:
    assert expand(project(FILES), globs) == expected


def test_counts_only_folders_with_the_manifest(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_globs, "MEMBERS_LIMIT", 2)
    files = {"p/a/m": "", "p/a/src/f": "", "p/a/test/f": "", "p/b/m": "", "p/c/m": "", ".justpackignore": "p/b/m\n"}
    assert expand(project(files), ["p/*/src", "p/*"], "m") == ["p/a", "p/b"]
    assert expand(project(files), ["p/*/src", "p/*"]) == ["p/a/src", "p/a"]


def test_follows_two_stars_only_to_a_bounded_depth(tmp_path: Path) -> None:
    (tmp_path / "/".join("abcdefgh")).mkdir(parents=True)
    (tmp_path / "/".join("abcdefgh") / "f").write_text("")
    assert max(folder.count("/") for folder in expand(Tree(tmp_path), ["**"])) < 8
