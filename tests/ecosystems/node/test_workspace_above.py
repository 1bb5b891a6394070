"""Tests of the workspace in the folders above a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from justpack.ecosystems.node import workspace_above
from justpack.ecosystems.node.workspace_above import remembered
from justpack.tree.tree import Tree
from tests.checks.project_findings import Files, plant

NAMES = ("web", "@x/a", "@x/b", "d", "other")
FILES: Files = {
    "package.json": '{"workspaces": {"packages": ["apps/*", "libs/**"]}}',
    "apps/web/package.json": '{"name": "web"}',
    "libs/a/package.json": '{"name": "@x/a", "private": true}',
    "libs/b/package.json": '{"name": "@x/b"}',
    "libs/c/package.json": "{}",
    "tools/d/package.json": '{"name": "d"}',
}


def siblings(tree: Tree) -> Mapping[str, bool]:
    """Return which of `NAMES` other members have."""
    return workspace_above.siblings(tree, NAMES)


def test_gives_the_other_members_and_whether_they_are_private(tmp_path: Path) -> None:
    plant(tmp_path, {**FILES, ".git/HEAD": ""})
    assert siblings(Tree(tmp_path / "apps/web")) == {"@x/a": True, "@x/b": False}


def test_gives_the_members_of_pnpm(tmp_path: Path) -> None:
    plant(
        tmp_path, {**FILES, ".git/HEAD": "", "package.json": "{}", "pnpm-workspace.yaml": "packages: [apps/*, libs/a]"}
    )
    assert siblings(Tree(tmp_path / "apps/web")) == {"@x/a": True}


def test_gives_nothing_for_a_folder_that_is_no_member(tmp_path: Path) -> None:
    plant(tmp_path, {**FILES, ".git/HEAD": ""})
    assert siblings(Tree(tmp_path / "tools/d")) == {}
    assert siblings(Tree(tmp_path)) == {}


def test_gives_nothing_outside_of_a_repository(tmp_path: Path) -> None:
    plant(tmp_path, {**FILES, "apps/web/.git/HEAD": ""})
    assert siblings(Tree(tmp_path / "apps/web")) == {}


def test_gives_the_other_member_of_the_same_name(tmp_path: Path) -> None:
    plant(tmp_path, {**FILES, ".git/HEAD": "", "libs/b/package.json": '{"name": "web", "private": true}'})
    assert siblings(Tree(tmp_path / "apps/web")) == {"@x/a": True, "web": True}


def test_reads_a_workspace_once_in_a_run(tmp_path: Path) -> None:
    plant(tmp_path, {**FILES, ".git/HEAD": "", "apps/api/package.json": '{"name": "api"}'})
    with remembered("first"):
        assert siblings(Tree(tmp_path / "apps/web")) == {"@x/a": True, "@x/b": False}
    plant(tmp_path, {"libs/b/package.json": '{"name": "@x/b", "private": true}'})
    with remembered("first"):
        assert siblings(Tree(tmp_path / "apps/api")) == {"web": False, "@x/a": True, "@x/b": False}
    assert siblings(Tree(tmp_path / "apps/api"))["@x/b"]
    with remembered("second"):
        assert siblings(Tree(tmp_path / "apps/api"))["@x/b"]
