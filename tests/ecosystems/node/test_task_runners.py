"""Tests of the scripts that Turborepo, Nx and Lerna run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.node import scripts, task_runners

if TYPE_CHECKING:
    from tests.made_projects import Project

_TURBO = {"turbo.json": '{"tasks": {"start": {"cache": false}}}'}
_OLD_TURBO = {"turbo.json": '{"pipeline": {"api#start": {}}}'}
_NX = {"nx.json": "{}"}


def _nx(target: object) -> dict[str, str]:
    return {
        "nx.json": "{}",
        "apps/api/project.json": json.dumps({"name": "api", "targets": {"start": target}}),
    }


def _files(start: str) -> dict[str, str]:
    root = {"name": "shop", "workspaces": ["apps/*"], "scripts": {"start": start}}
    return {
        "package.json": json.dumps(root),
        "apps/web/package.json": json.dumps({"name": "web", "scripts": {"dev": "vite"}}),
        "apps/api/package.json": json.dumps({"name": "api", "scripts": {"start": "node main.js"}}),
    }


_COMMAND = {"executor": "nx:run-commands", "options": {"command": "node apps/api/main.js"}}


@pytest.mark.parametrize(
    ("start", "more"),
    [
        ("turbo run start", _TURBO),
        ("npx turbo start --filter=api", _TURBO),
        ("turbo start --filter api", _TURBO),
        ("turbo run start --filter=web --filter=api", _TURBO),
        ("turbo run start -F web -F api", _TURBO),
        ("turbo run api#start", _OLD_TURBO),
        ("nx run api:start", _NX),
        ("nx start api", _nx({"executor": "nx:run-script", "options": {"script": "start"}})),
        ("nx run api:start", _nx(_COMMAND)),
        ("nx start api", _nx({"command": "node apps/api/main.js"})),
        ("lerna run start --scope=api", {"lerna.json": "{}"}),
        ("lerna run start --scope=web --scope api", {"lerna.json": "{}"}),
        ("lerna run start", {"lerna.json": "{}"}),
    ],
)
def test_follows_tasks(project: Project, start: str, more: dict[str, str]) -> None:
    tree = project(_files(start) | more)
    document = scripts.manifest(tree)
    assert document is not None
    assert [scripts.file_of(each) for each in scripts.commands(tree, document, "start")] == ["apps/api/main.js"]


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("turbo run start", {}),
        ("turbo run start", {"turbo.json": "{"}),
        ("turbo run start", {"turbo.json": '{"tasks": {"build": {}}}'}),
        ("turbo run start", {"turbo.json": '{"tasks": {"start": {"dependsOn": ["build"]}}}'}),
        ("turbo run start", {**_TURBO, "apps/api/turbo.json": "{}"}),
        ("turbo run start --filter=...api", _TURBO),
        ("turbo run start --affected", _TURBO),
        ("turbo run build start", _TURBO),
        ("nx run api:start", {}),
        ("nx run api:start:production", _NX),
        ("nx run-many -t start", _NX),
        ("nx run api:start", {"nx.json": '{"targetDefaults": {"start": {"dependsOn": ["build"]}}}'}),
        ("nx run api:start", _nx({"executor": "@nx/js:node"})),
        ("nx run api:start", _nx({**_COMMAND, "dependsOn": ["build"]})),
        ("nx run api:start", _nx({"executor": "nx:run-commands", "options": {"command": "node x.js", "cwd": "apps"}})),
        ("nx run nope:start", _NX),
        ("lerna run start --since main", {}),
        ("lerna run start", _NX),
        ("make start", _TURBO),
    ],
)
def test_gives_up_on_what_is_unclear(project: Project, words: str, more: dict[str, str]) -> None:
    assert task_runners.tasks(project(_files("x") | more), words.split()) == []


@pytest.mark.parametrize("start", ["turbo run start --filter=api", "lerna run start --scope=api"])
def test_does_not_follow_a_command_beyond_the_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(task_runners, "COMPARED", 3)
    more = _TURBO if start.startswith("turbo") else {}
    tree = project(_files(f"{start} && {start}") | more)
    document = scripts.manifest(tree)
    assert document is not None
    found = [scripts.file_of(each) for each in scripts.commands(tree, document, "start")]
    assert found == ["apps/api/main.js", None]
