"""Tests of the reader of pnpm-workspace.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import pnpm_workspace

if TYPE_CHECKING:
    from tests.made_projects import Project


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("useNodeVersion: 22.1.0\n", ("22.1.0", 1, 17, 6)),
        ("packages: []\nuseNodeVersion: '22.1.0' # why\n", ("22.1.0", 2, 18, 6)),
        ("{useNodeVersion: 22.1.0}\n", ("22.1.0", 1, 18, 6)),
    ],
)
def test_gives_a_setting_with_its_place(project: Project, text: str, expected: tuple[str, int, int, int]) -> None:
    found = pnpm_workspace.setting(project({"pnpm-workspace.yaml": text}), "useNodeVersion")
    assert found is not None
    assert (found[0], found[1].line, found[1].column, found[1].width) == expected


@pytest.mark.parametrize("text", ["", "# useNodeVersion: 22\n", "a:\n  useNodeVersion: 22\n", "useNodeVersion: [22]\n"])
def test_gives_nothing_else(project: Project, text: str) -> None:
    assert pnpm_workspace.setting(project({"pnpm-workspace.yaml": text}), "useNodeVersion") is None


@pytest.mark.parametrize(
    ("text", "strict"), [("engineStrict: true\n", True), ("engineStrict: false\n", False), ("a: [", False), ("", False)]
)
def test_returns_whether_engines_are_strict(project: Project, text: str, strict: bool) -> None:
    assert pnpm_workspace.engine_strict(project({"pnpm-workspace.yaml": text})) == strict
