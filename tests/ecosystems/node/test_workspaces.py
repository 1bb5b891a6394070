"""Tests of the reader of Node.js workspaces."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import workspaces
from justpack.errors import ManifestError

if TYPE_CHECKING:
    from tests.made_projects import Project

FOLDERS = {f"{path}/package.json": "{}" for path in ("packages/a", "packages/b", "tools/deep/c")}


def _json(listed: object) -> dict[str, str]:
    return {"package.json": json.dumps({"workspaces": listed})}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (_json(["packages/*"]), ["packages/a", "packages/b"]),
        (_json({"packages": ["packages/*"], "nohoist": ["**"]}), ["packages/a", "packages/b"]),
        (_json(["packages/*", "!packages/b"]), ["packages/a"]),
        (_json(["tools/**/c"]), ["tools/deep/c"]),
        (_json("packages/*"), []),
        (_json([1, None, "packages/a"]), ["packages/a"]),
        ({"package.json": "[]"}, []),
        ({"pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - '!packages/a'\n"}, ["packages/b"]),
        ({"pnpm-workspace.yaml": "packages: packages/*\n"}, []),
        ({"pnpm-workspace.yaml": ""}, []),
        ({}, []),
    ],
)
def test_lists_the_members(project: Project, files: dict[str, str], expected: list[str]) -> None:
    assert workspaces.members(project({**FOLDERS, **files})) == expected


@pytest.mark.parametrize(
    ("lock", "expected"),
    [("yarn.lock", ["tools/deep", "tools/deep/c"]), ("package-lock.json", ["tools/deep"])],
)
def test_lists_the_members_of_members_only_for_yarn(project: Project, lock: str, expected: list[str]) -> None:
    nested = {"tools/deep/package.json": '{"workspaces": ["c", "!d", "../.."]}', lock: ""}
    assert workspaces.members(project({**FOLDERS, **_json(["tools/*"]), **nested})) == expected


def test_does_not_follow_members_that_list_each_other_without_end(project: Project) -> None:
    nested = {"tools/deep/package.json": '{"workspaces": ["."]}', "tools/deep/c/package.json": "[]", "yarn.lock": ""}
    assert workspaces.yarn_members(project({**_json(["tools/*"]), **nested})) == ["tools/deep"]


@pytest.mark.parametrize("files", [{"package.json": "{"}, {"pnpm-workspace.yaml": "a: ["}])
def test_raises_for_a_file_that_cannot_be_read(project: Project, files: dict[str, str]) -> None:
    with pytest.raises(ManifestError):
        workspaces.members(project(files))
