"""Tests of LK001: a missing lock file, if the project's tools write one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

NODE = '{"dependencies": {"a": "^1"}, "scripts": {"start": "x"}, "engines": {"node": "22.x"}}'
PYPROJECT = '[project]\nname = "a"\nrequires-python = "==3.13.*"\ndependencies = ["flask"]\n'


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"package.json": NODE}, ("warning", "package.json", 1, 18)),
        ({"pyproject.toml": PYPROJECT + "[tool.uv]\n"}, ("warning", "pyproject.toml", 4, 16)),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "3.13.*"\nflask = "*"\n'},
            ("warning", "pyproject.toml", 1, 1),
        ),
        ({"Pipfile": '[packages]\nflask = "*"\n'}, ("warning", "Pipfile", 1, 1)),
    ],
)
def test_reports_lockfile_missing(says: Says, files: dict[str, str], row: tuple[str, str, int, int]) -> None:
    assert says("LK001", files) == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": NODE, "package-lock.json": "{}"},
        {"package.json": NODE, "bun.lockb": "x"},
        {"package.json": NODE, "yarn.lock": "", ".gitignore": "yarn.lock"},
        {"package.json": NODE.replace('"a": "^1"', "")},
        {"pyproject.toml": PYPROJECT},
        {"pyproject.toml": PYPROJECT + "[tool.uv]\n", "requirements.txt": "flask==3\n"},
        {"pyproject.toml": PYPROJECT + "[tool.uv]\n", "uv.lock": ""},
        {"pyproject.toml": PYPROJECT + "[tool.uv.build-backend]\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("LK001", files) == []


def _node(**more: object) -> dict[str, str]:
    return {"package.json": json.dumps({**json.loads(NODE), **more})}


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (_node(), "npm install --package-lock-only"),
        (_node(packageManager="yarn@4.5.0"), "yarn install"),
        (_node(packageManager="yarn@4.5.0") | {"pnpm-workspace.yaml": "packages: []"}, "yarn install"),
        (_node(packageManager="other@1"), "npm install --package-lock-only"),
        (_node(devEngines={"packageManager": {"name": "pnpm"}}), "pnpm install --lockfile-only"),
        (_node(devEngines={"packageManager": [{"name": "x"}, {"name": "bun"}]}), "bun install --lockfile-only"),
        (_node() | {"pnpm-workspace.yaml": "packages: []"}, "pnpm install --lockfile-only"),
        (_node() | {".yarnrc.yml": "nodeLinker: node-modules\n", ".gitignore": ".yarnrc.yml\n"}, "yarn install"),
        (_node(dependencies={"a": "workspace:*"}, pnpm={"overrides": {}, "x": 1}), "pnpm install --lockfile-only"),
        (_node(dependencies={"a": "workspace:*"}) | {".yarnrc.yml": ""}, "yarn install"),
    ],
)
def test_help_names_the_package_manager_in_use(
    found: Callable[..., list[Finding]], files: dict[str, str], command: str
) -> None:
    (finding,) = found("LK001", files)
    assert finding.help == f"run `{command}` and commit the file that it writes"


def test_help_does_not_name_npm_if_npm_refuses_the_manifest(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("LK001", _node(dependencies={"a": "workspace:*"}))
    assert finding.help == (
        "run `pnpm install`, `yarn install` or `bun install` (npm refuses `workspace:`) and commit the file that it "
        "writes"
    )
