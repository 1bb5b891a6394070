"""Tests of the output that commands share: the files read, with -v."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

MANIFEST = '{"name": "shop", "scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}\n'
FILES = {"package.json": MANIFEST, "index.js": "1\n"}


@pytest.mark.parametrize("command", ["detect", "check"])
def test_reports_the_files_that_were_read(just: Invoke, plant: Callable[..., Path], command: str) -> None:
    root = plant({**FILES, ".node-version": "22\n"})
    run = just(command, root, "-v")
    assert {"read package.json", "read .node-version"} <= set(run.err.splitlines())
    quiet = just(command, root)
    assert (quiet.out, quiet.err) == (run.out, "")


@pytest.mark.parametrize("command", ["detect", "check"])
def test_reports_an_excluded_file_with_the_rule(just: Invoke, plant: Callable[..., Path], command: str) -> None:
    root = plant({**FILES, ".gitignore": "\n.nvmrc\n", ".nvmrc": "20\n"})
    assert "not read: .nvmrc is excluded by .gitignore:2: .nvmrc" in just(command, root, "-v").err.splitlines()


def test_reports_a_file_that_is_too_large(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({**FILES, ".nvmrc": "#" * 3_000_000})
    assert "not read: .nvmrc is larger than 2 MiB and was not read" in just("detect", root, "-v").err.splitlines()


def test_reports_paths_that_are_not_readable_files(just: Invoke, plant: Callable[..., Path], tmp_path: Path) -> None:
    root = plant({**FILES, ".tool-versions/a": "1\n"})
    (tmp_path / "outside").write_text("22\n")
    (root / ".nvmrc").symlink_to(tmp_path / "outside")
    (root / ".node-version").symlink_to("nothing")
    said = just("detect", root, "-v").err.splitlines()
    assert "not read: .nvmrc is a link to a path outside the project" in said
    assert "not read: .node-version is not a regular file" in said
    assert "not read: .tool-versions is a folder" in said


def test_reports_a_known_file_that_was_not_needed(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({**FILES, "npm-shrinkwrap.json": '{"lockfileVersion": 3}', "package-lock.json": "{}"})
    assert "not read: package-lock.json was not needed" in just("detect", root, "-v").err.splitlines()


def test_reports_the_ignore_files_of_all_folders(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({**FILES, ".gitignore": "*.log\n", "src/.gitignore": "*.tmp\n", "src/a.js": "1\n"})
    said = just("files", root, "-v").err.splitlines()
    assert {"read .gitignore", "read src/.gitignore"} <= set(said)
    assert "not read: package.json was not needed" in said


def test_does_not_report_a_file_that_does_not_exist(just: Invoke, plant: Callable[..., Path]) -> None:
    assert ".nvmrc" not in just("detect", plant(FILES), "-v").err


def test_does_not_change_the_result(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({**FILES, ".nvmrc": "20\n"})
    plain, verbose = (just("check", root, "--format", "json", *more) for more in ((), ("-v",)))
    assert (plain.code, plain.out) == (verbose.code, verbose.out)


@pytest.mark.parametrize("command", ["pack -o x.zip", "deploy --sandbox", "size", "init"])
def test_every_command_on_a_project_reports_them(just: Invoke, plant: Callable[..., Path], command: str) -> None:
    word, *options = command.split()
    assert "package.json" in just(word, plant(FILES), *options, "-v").err


def test_reports_the_files_read_from_a_zip(just: Invoke, plant: Callable[..., Path], tmp_path: Path) -> None:
    just("pack", plant({**FILES, ".nvmrc": "22\n"}), "-o", tmp_path / "app.zip")
    assert {"read .nvmrc", "read package.json"} <= set(just("detect", tmp_path / "app.zip", "-v").err.splitlines())


def test_a_name_cannot_control_the_terminal(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"requirements.txt": "-r \x1b[2Jmore.txt\n", "\x1b[2Jmore.txt": "flask\n", "app.py": "1\n"})
    assert "\x1b" not in just("detect", root, "-v").err
