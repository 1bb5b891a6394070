"""Tests of what a command names in vain; each answer was compared with the tool that is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import lost_runs
from justpack.ecosystems.node.lost_runs import Lost

if TYPE_CHECKING:
    from tests.made_projects import Project

_FILES = {
    "package.json": json.dumps({"name": "shop", "workspaces": ["apps/*"], "scripts": {"serve": "a", "x:a": "b"}}),
    "apps/web/package.json": json.dumps({"name": "@shop/web", "scripts": {"start": "node a.js"}}),
    "apps/api/package.json": json.dumps({"name": "api", "scripts": {"serve": "node a.js"}}),
    "apps/api/server.js": "f()",
    "apps/old/package.json": "{}",
    "pnpm-workspace.yaml": "packages: ['apps/*']",
    "lib/a.js": "f()",
    "cli/package.yaml": "name: cli",
}
_WEB, _API = "apps/web/package.json", "apps/api/package.json"
_MEMBERS = ("@shop/web", "api", "old")


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("npm run nope", Lost("script", "nope")),
        ("npm --silent rum nope", Lost("script", "nope")),
        ("npm run-script nope -s", Lost("script", "nope")),
        ("npm test", Lost("script", "test")),
        ("npm t", Lost("script", "test")),
        ("npm serve", Lost("subcommand", "serve")),
        ("pnpm run nope", Lost("script", "nope")),
        ("node --run nope", Lost("script", "nope")),
        ("run-s serve nope", Lost("script", "nope")),
        ("npm-run-all -p env y:*", Lost("script", "y:*")),
        ("cd nope", Lost("folder", "nope")),
        ("npm --prefix nope start", Lost("folder", "nope")),
        ("npm --prefix ./apps/nope run a", Lost("folder", "apps/nope")),
        ("yarn --cwd nope start", Lost("folder", "nope")),
        ("pnpm -C nope start", Lost("folder", "nope")),
        ("bun --cwd=nope start", Lost("folder", "nope")),
        ("npm --prefix lib start", Lost("manifest", "lib/package.json")),
        ("pnpm --dir lib run a", Lost("manifest", "lib/package.json")),
        ("npm --prefix apps/web run nope", Lost("script", "nope", _WEB)),
        ("npm --prefix apps/old start", Lost("script", "start", "apps/old/package.json")),
        ("pnpm -C apps/api run nope", Lost("script", "nope", _API)),
        ("npm start -w nope", Lost("member", "nope", known=_MEMBERS)),
        ("npm start -w web", Lost("member", "web", known=_MEMBERS)),
        ("npm start -w ./lib", Lost("member", "./lib", known=_MEMBERS)),
        ("yarn workspace apps/web start", Lost("member", "apps/web", known=_MEMBERS)),
        ("bun --filter web start", Lost("member", "web", known=_MEMBERS)),
        ("pnpm --filter nope start", Lost("member", "nope", known=_MEMBERS, fails=False)),
        ("npm run nope -w api", Lost("script", "nope", _API)),
        ("pnpm --filter web run nope", Lost("script", "nope", _WEB)),
    ],
)
def test_names_what_is_lost(project: Project, words: str, lost: Lost) -> None:
    assert lost_runs.lost(project(_FILES), "", words.split()) == lost


@pytest.mark.parametrize(
    "words",
    [
        *("npm run serve", "npm run nope --if-present", "npm run env", "npm run $X", "npm run nope --loglevel error"),
        *("npm start", "npm stop", "npm restart", "npm install", "npm inst", "npm run", "npm nope", "npm pack"),
        *("npm start -w apps", "npm start -w apps/web", "npm start -w ./apps/api", "npm start -w @shop/web"),
        *("npm start -w old/../apps", "npm start -w nope -w api", "npm run nope --workspaces", "npm start -w api"),
        *("npm --prefix apps/api start", "npm --prefix lib install", "npm --prefix .. start", "npm --prefix /a start"),
        *("yarn nope", "yarn run nope", "yarn workspace @shop/web start", "yarn workspace shop serve"),
        *("yarn workspace api nope", "yarn --cwd lib start", "bun run nope", "bun --filter ./apps/web start"),
        *("pnpm nope", "pnpm run /^x/", "pnpm --filter web start", "pnpm --filter ./apps/web start"),
        *("pnpm -C cli start", "node --run serve", "node a.js", "node --run"),
        *("run-s serve", "run-s x:*", "run-p env", "run-s {1}"),
        *("concurrently npm:nope", "cd apps/web", "cd lib", "cd ..", "cd /srv", "cd node_modules/a", "cd", "cd a b"),
    ],
)
def test_says_nothing_if_nothing_is_certainly_lost(project: Project, words: str) -> None:
    assert lost_runs.lost(project(_FILES), "", words.split()) is None


def test_looks_from_the_folder_in_which_the_command_runs(project: Project) -> None:
    tree = project(_FILES)
    assert lost_runs.lost(tree, "apps/web", ["npm", "run", "serve"]) == Lost("script", "serve", _WEB)
    assert lost_runs.lost(tree, "apps/web", ["npm", "--prefix", "../api", "run", "serve"]) is None
    assert lost_runs.lost(tree, "apps/web", ["cd", "../nope"]) == Lost("folder", "apps/nope")
    assert lost_runs.lost(tree, "lib", ["npm", "run", "nope"]) is None


def test_a_folder_that_is_left_out_is_not_lost(project: Project) -> None:
    tree = project({**_FILES, ".gitignore": "/dist\n", "dist/package.json": "{}"})
    assert lost_runs.lost(tree, "", ["npm", "--prefix", "dist", "run", "a"]) is None


def test_pnpm_looks_everywhere_without_a_list_of_members(project: Project) -> None:
    files = {name: text for name, text in _FILES.items() if name != "pnpm-workspace.yaml"}
    assert lost_runs.lost(project(files), "", ["pnpm", "--filter", "nope", "start"]) is None
