"""Tests of the workspace in the folders above a project."""

from __future__ import annotations

from pathlib import Path

from justpack.ecosystems.node.workspace_above import siblings
from justpack.tree.tree import Tree
from tests.checks.project_findings import Files, plant

FILES: Files = {
    "package.json": '{"workspaces": {"packages": ["apps/*", "libs/**"]}}',
    "apps/web/package.json": '{"name": "web"}',
    "libs/a/package.json": '{"name": "@x/a", "private": true}',
    "libs/b/package.json": '{"name": "@x/b"}',
    "libs/c/package.json": "{}",
    "tools/d/package.json": '{"name": "d"}',
}


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
