"""Tests of `justpack init`: it writes the defaults and never overwrites a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.facts.assumptions import ASSUMPTIONS
from justpack.settings import KEYS, RULES, TABLES, Settings, load

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_writes_a_file_without_an_effect(just: Invoke, app: Path) -> None:
    before = just("detect", app, "--format", "json").out
    run = just("init", app)
    assert (run.code, run.out) == (0, f"wrote {app / 'justpack.toml'}\n")
    assert load(app, {}) == Settings()
    assert just("detect", app, "--format", "json").out == before
    assert "# Predicted for this project: nodejs22.x, certain" in (app / "justpack.toml").read_text()


def _uncommented(path: Path) -> None:
    path.write_text(re.sub(r"^#(?![ :])", "", path.read_text(), flags=re.MULTILINE))


def test_every_commented_line_is_a_valid_key(just: Invoke, app: Path) -> None:
    just("init", app)
    _uncommented(app / "justpack.toml")
    settings = load(app, {})
    assert settings.runtime == "nodejs22.x"
    assert settings.organization == "abcdefgh12345678"
    assert settings.limits == Settings().limits
    assert settings.assumptions == {each.id: each.value for each in ASSUMPTIONS}
    assert just("check", app).code == 0


def test_writes_every_key(just: Invoke, app: Path) -> None:
    just("init", app)
    _uncommented(app / "justpack.toml")
    document = tomllib.loads((app / "justpack.toml").read_text())
    assert document.keys() == KEYS
    assert {name: document[name].keys() for name in TABLES} == TABLES
    assert set(document["rules"]) == set(RULES)


@pytest.mark.usefixtures("pinned_catalog")
def test_writes_the_prediction(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": '{"scripts": {"start": "x"}, "engines": {"node": ">=20"}}'})
    just("init", root)
    assert (root / "justpack.toml").read_text().splitlines()[4:7] == [
        "# Predicted for this project: nodejs24.x, assumed",
        "#   package.json:1:49: engines.node '>=20' decides",
        "#   node-choice: of several Node.js lines that fit, the service takes the highest; otherwise nodejs22.x",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {}, {"package.json": "{"}, {"package.json": '{"scripts": {"start": "x"}}'},
        {"package.json": '{"engines": {"node": "\\n[rules]\\u0000\\u2028"}, "scripts": {"start": "x"}}'},
        {"main.py": "def handler(e): pass", "index.js": "exports.handler = 1"},
    ],
)  # fmt: skip
def test_writes_a_valid_file_for_any_prediction(
    just: Invoke, plant: Callable[..., Path], files: dict[str, str]
) -> None:
    root = plant(files)
    assert just("init", root).code == 0
    assert load(root, {}) == Settings()


def test_does_not_overwrite_a_file(just: Invoke, app: Path) -> None:
    (app / "justpack.toml").write_text("# mine\n")
    run = just("init", app, "--format", "json")
    assert (run.code, run.codes) == (2, ["JP002"])
    assert (app / "justpack.toml").read_text() == "# mine\n"


def test_does_not_follow_a_link(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / "justpack.toml").symlink_to(tmp_path / "outside.toml")
    assert just("init", app).code == 2
    assert not (tmp_path / "outside.toml").exists()
