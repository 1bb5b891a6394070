"""Tests of the advice that brings back a file that is left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from justpack.checks.support import presence
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Tree
from tests.tree.planting import plant


def advice(root: Path, path: str, **options: tuple[str, ...]) -> str:
    decision = Selection(root, **options).decide(path, is_dir=False)  # type: ignore[arg-type]
    assert not decision.included
    return presence.re_inclusion(path, decision)


@pytest.mark.parametrize(
    ("file", "line", "path", "where", "pattern"),
    [
        (".gitignore", "dist/", "dist/a.js", ".justpackignore", "!dist/"),
        (".gitignore", "/dist/*", "dist/a.js", ".justpackignore", "!dist/a.js"),
        (".justpackignore", "a.js", "a.js", ".justpackignore", "!a.js"),
        ("lib/.justpackignore", "gen/", "lib/gen/a.js", "lib/.justpackignore", "!gen/"),
        ("lib/.gitignore", "gen/", "lib/gen/a.js", ".justpackignore", "!lib/gen/"),
        (".gitignore", "x*", "x[1].js", ".justpackignore", "!/x\\[1].js"),
        (".gitignore", "", "node_modules/a/b.js", ".justpackignore", "!node_modules/"),
    ],
)
def test_names_a_line_that_brings_the_path_back(
    tmp_path: Path, file: str, line: str, path: str, where: str, pattern: str
) -> None:
    plant(tmp_path, {file: f"{line}\n", path: ""})
    assert advice(tmp_path, path) == f"re-include it: `{pattern}` in {where}"
    with (tmp_path / where).open("a") as opened:
        opened.write(f"{pattern}\n")
    assert Selection(tmp_path).decide(path, is_dir=False).included


def test_names_what_is_stronger_than_an_ignore_file(tmp_path: Path) -> None:
    plant(tmp_path, {"dist/a.js": "", "tls/b.key": "", ".ssh/c": ""})
    assert advice(tmp_path, "dist/a.js", exclude=("dist",)) == "pack it without `--exclude 'dist'`"
    assert (
        advice(tmp_path, "dist/a.js", configured_exclude=("dist/**",))
        == "narrow `dist/**` in `exclude` of the configuration"
    )
    assert advice(tmp_path, "tls/b.key") == 'include it in justpack.toml: `force-include = ["tls/b.key"]`'
    assert advice(tmp_path, ".ssh/c") == 'include it in justpack.toml: `force-include = [".ssh/**"]`'


def test_brings_back_from_a_folder_above_the_project(tmp_path: Path) -> None:
    plant(tmp_path, {".git/HEAD": "", ".justpackignore": "out/\n", "web/out/a.js": ""})
    root = tmp_path / "web"
    assert advice(root, "out/a.js") == "re-include it: `!out/` in .justpackignore"
    plant(root, {".justpackignore": "!out/\n"})
    assert Selection(root).decide("out/a.js", is_dir=False).included


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("a.js", "packed"),
        ("b.js", "left out"),
        ("A.js", "other case"),
        ("gone.js", "absent"),
        ("lost.js", "unusable"),
        ("pipe.js", "unusable"),
        ("lib/a.js", "unusable"),
        ("hidden.js", "absent"),
        ("a.js/b.js", "absent"),
        ("there/a.js", "absent"),
        ("linked/c.js", "packed"),
    ],
)
def test_tells_what_another_rule_reports(tmp_path: Path, path: str, state: str) -> None:
    plant(
        tmp_path,
        {"a.js": "", "b.js": "", ".gitignore": "b.js\nhidden.js\n", "lost.js": "-> nowhere.js", "lib": "-> nowhere",
         "hidden.js": "-> nowhere", "there/b.js": "", "real/c.js": "", "linked": "-> real"},
    )  # fmt: skip
    os.mkfifo(tmp_path / "pipe.js")
    assert presence.look(Tree(tmp_path), [path]).state == state
