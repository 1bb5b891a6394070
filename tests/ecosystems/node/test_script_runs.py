"""Tests of the scripts that a command runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import script_runs, scripts, task_runners
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from tests.made_projects import Project

_SCRIPTS = {"serve": "node serve.js", "serve:a": "node a.js", "serve:a:b": "node b.js"}
_WEB = {"name": "@shop/web", "scripts": {"start": "node server.js", "dev": "vite"}}
_API = {"name": "api", "scripts": {"start": "node main.js"}}


def _files(start: str) -> dict[str, str]:
    root = {"name": "shop", "workspaces": ["apps/*"], "scripts": {**_SCRIPTS, "start": start}}
    return {
        "package.json": json.dumps(root),
        "apps/web/package.json": json.dumps(_WEB),
        "apps/api/package.json": json.dumps(_API),
    }


@pytest.mark.parametrize(
    ("start", "files"),
    [
        ("npm run serve", ["serve.js"]),
        ("node --run serve", ["serve.js"]),
        ("npm start -w @shop/web", ["apps/web/server.js"]),
        ("npm run start --workspace=api", ["apps/api/main.js"]),
        ("npm --workspace ./apps/api start", ["apps/api/main.js"]),
        ("npm --prefix apps/api start", ["apps/api/main.js"]),
        ("pnpm --filter web start", ["apps/web/server.js"]),
        ("pnpm -F ./apps/web run start", ["apps/web/server.js"]),
        ("pnpm --filter api --filter web start", ["apps/api/main.js", "apps/web/server.js"]),
        ("pnpm -F web --filter=api run start", ["apps/web/server.js", "apps/api/main.js"]),
        ("bun run --filter @shop/web --filter api start", ["apps/web/server.js", "apps/api/main.js"]),
        ("pnpm -C apps/web start", ["apps/web/server.js"]),
        ("yarn workspace @shop/web run start", ["apps/web/server.js"]),
        ("yarn workspace api start", ["apps/api/main.js"]),
        ("yarn --cwd apps/api start", ["apps/api/main.js"]),
        ("bun run --filter api start", ["apps/api/main.js"]),
        ("cd apps/api && npm start", ["apps/api/main.js"]),
        ("cd apps/api && cd ../.. && node x.js", ["x.js"]),
        ("npm-run-all --parallel serve serve:*", ["serve.js", "a.js"]),
        ("run-p 'serve:**'", ["a.js", "b.js"]),
        ("run-s serve 'serve:a -- --port 1'", ["serve.js", "a.js"]),
        ("concurrently -n a,b 'npm:serve' 'node x.js' \"npm start -w api\"", ["serve.js", "x.js", "apps/api/main.js"]),
        ("sh -c 'node x.js'", ["x.js"]),
        ("cross-env-shell A=1 'node x.js'", ["x.js"]),
        ("dotenv -e .env node x.js", ["x.js"]),
        ("env-cmd -f .env node x.js", ["x.js"]),
    ],
)
def test_follows_scripts(project: Project, start: str, files: list[str]) -> None:
    tree = project(_files(start))
    document = scripts.manifest(tree)
    assert document is not None
    found = scripts.commands(tree, document, "start")
    assert [scripts.file_of(each) for each in found] == files
    assert all(each.certain for each in found)


@pytest.mark.parametrize(
    "start",
    [
        "npm start --workspaces",
        "npm start -w nope",
        "npm start -w api -w @shop/web",
        "pnpm --filter api --filter nope start",
        "pnpm -C apps/web --filter api start",
        "pnpm -r start",
        "pnpm --filter ...api start",
        "pnpm --filter '@shop/*' start",
        "cd $HOME && npm start",
        "(npm run serve)",
        "concurrently --success first 'node x.js'",
        "npm-run-all -c serve",
        "dotenvx run node x.js",
    ],
)
def test_gives_up_on_what_is_unclear(project: Project, start: str) -> None:
    tree = project(_files(start))
    document = scripts.manifest(tree)
    assert document is not None
    found = scripts.commands(tree, document, "start")
    assert found
    assert all(scripts.file_of(each) is None or not each.certain for each in found)


def test_node_options_reach_the_scripts_that_are_run(project: Project) -> None:
    tree = project(_files("export NODE_OPTIONS=--import=tsx && npm start -w api"))
    document = scripts.manifest(tree)
    assert document is not None
    assert scripts.commands(tree, document, "start")[-1].node_options == "--import=tsx"


def test_a_script_that_runs_itself_ends(project: Project) -> None:
    tree = project(_files("npm start && concurrently 'npm:start' 'npm start'"))
    document = scripts.manifest(tree)
    assert document is not None
    assert len(scripts.commands(tree, document, "start")) < 100


@pytest.mark.parametrize("start", ["npm start -w web", "yarn workspace web start", "bun --filter web start"])
def test_only_pnpm_finds_a_member_without_its_scope(project: Project, start: str) -> None:
    tree = project(_files(start))
    document = scripts.manifest(tree)
    assert document is not None
    assert [each.words for each in scripts.commands(tree, document, "start")] == [tuple(start.split())]


@pytest.mark.parametrize(("start", "repeats"), [("npm start", True), ("npm run serve && yarn start", True),
                                                ("npm run serve", False), ("npm start -w api", False)])  # fmt: skip
def test_tells_which_command_runs_a_running_script(project: Project, start: str, repeats: bool) -> None:
    tree = project(_files(start))
    document = scripts.manifest(tree)
    assert document is not None
    assert scripts.commands(tree, document, "start")[-1].repeats is repeats


def test_selects_scripts_by_many_asterisks_in_linear_time(tmp_path: Path) -> None:
    scripts = {"a:" + "b" * 300: "", "a:b:c": "", "a/b": "", "a:b": ""}
    (tmp_path / "package.json").write_text(json.dumps({"scripts": scripts}))
    tree = Tree(tmp_path)
    document = script_runs.manifest_in(tree, "")
    assert document is not None
    for pattern, found in {"a:*": ["a:" + "b" * 300, "a:b"], "a:**": ["a:" + "b" * 300, "a:b:c", "a:b"],
                           "a*": ["a/b"], "a:" + "**b" * 12 + "z": []}.items():  # fmt: skip
        assert [each.script for each in script_runs.runs(tree, document, ("run-s", pattern))] == found


@pytest.mark.parametrize("start", ["run-s 'serve:*'", "concurrently 'npm:serve:*'"])
def test_does_not_follow_a_pattern_beyond_the_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(task_runners, "COMPARED", len(_SCRIPTS))  # the start script is one more
    tree = project(_files(start))
    document = scripts.manifest(tree)
    assert document is not None
    assert [scripts.file_of(each) for each in scripts.commands(tree, document, "start")] == [None]


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("node a.js", "a.js", "a.js"),
        ("node ./a.js", "a.js", "./a.js"),
        ("node b/a.js a.jsx -a.js ./a.js", "a.js", "./a.js"),
        ("node b/a.js", "a.js", None),
    ],
)
def test_finds_a_path_in_a_script(project: Project, text: str, path: str, found: str | None) -> None:
    tree = project(_files(text))
    document = scripts.manifest(tree)
    assert document is not None
    place = scripts.place_of(scripts.commands(tree, document, "start")[0], path)
    whole = document.place("scripts", "start")
    if found is None:
        assert place == whole
    else:
        assert (place.column, place.width) == ((whole.column or 0) + 1 + text.index(found), len(found))
