"""Tests of the command lines of package managers."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node import manager_calls
from justpack.ecosystems.node.manager_calls import ManagerCall


def _call(
    manager: str, words: str, *, options: str = "", folder: str | None = None, members: tuple[str, ...] = ()
) -> ManagerCall:
    return ManagerCall(manager, tuple(words.split()), tuple(options.split()), folder, members)


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("npm run serve -- --port 1", _call("npm", "run serve")),
        ("npm --silent start", _call("npm", "start", options="--silent")),
        ("/usr/bin/npm --prefix=web run a", _call("npm", "run a", folder="web")),
        ("npm -w a --workspace=b run c", _call("npm", "run c", members=("a", "b"))),
        ("pnpm -C web -s start", _call("pnpm", "start", options="-s", folder="web")),
        ("pnpm --filter web run start", _call("pnpm", "run start", members=("web",))),
        ("yarn workspace web start", _call("yarn", "start", members=("web",))),
        ("yarn --cwd web", _call("yarn", "", folder="web")),
        ("npm workspace web start", _call("npm", "workspace web start")),
    ],
)
def test_takes_a_command_line_apart(line: str, call: ManagerCall) -> None:
    assert manager_calls.read(line.split()) == call


@pytest.mark.parametrize(
    "line",
    ["npm", "node a.js", "npm start -w web*", "npm start -w $WEB", "npm start -w", "npm start --workspaces",
     "npm --prefix a --prefix b start", "pnpm -C a --filter b start", "pnpm --filter ...a start", "pnpm -r start"],
)  # fmt: skip
def test_gives_up_on_what_is_unclear(line: str) -> None:
    assert manager_calls.read(line.split()) is None
