"""Tests of the rule about packed files that git does not track."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

FILES = {"package.json": '{"scripts": {"start": "node ."}}', "index.js": "1\n", "lib/a.js": "2\n"}


@pytest.fixture
def git(tool: Callable[[str], str], tmp_path: Path) -> Callable[..., None]:
    program = tool("git")

    def run(*arguments: str) -> None:
        environment = {"HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}
        subprocess.run([program, *arguments], cwd=tmp_path, env=environment, check=True, capture_output=True)

    return run


@pytest.fixture
def tracked(git: Callable[..., None], tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    git("init", "-q")
    git("add", ".")
    return tmp_path


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"users.csv": "x"}, ["users.csv"]),
        ({"lib/b.js": "x"}, ["lib/b.js"]),
        ({"new/a": "x", "new/b/c": "x"}, ["new/"]),
        ({"lib/new/a": "x", "z": "x"}, ["lib/new/", "z"]),
    ],
)
def test_reports_untracked_file_packaged(tracked: Path, says: Says, files: Files, paths: list[str]) -> None:
    assert says("RP002", files) == [("warning", path, None, None) for path in paths]


def test_counts_further_files(tracked: Path, says: Says) -> None:
    rows = says("RP002", {f"f{number:02}": "x" for number in range(25)})
    assert [row[1] for row in rows] == [None, *(f"f{number:02}" for number in range(10))]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".gitignore": "*.csv\n", "users.csv": "x"},
        {".gitignore": "dist\n", ".justpackignore": "!dist\n", "dist/app.js": "x"},
    ],
)
def test_does_not_report_similar_projects(tracked: Path, git: Callable[..., None], says: Says, files: Files) -> None:
    said = [row for row in says("RP002", files) if row[1] not in (".gitignore", ".justpackignore")]
    assert said == []


def test_does_not_report_in_the_repository_of_another_project(git: Callable[..., None], says: Says) -> None:
    git("init", "-q")
    assert says("RP002", FILES) == []


def test_does_not_report_a_submodule(tracked: Path, git: Callable[..., None], says: Says) -> None:
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    assert says("RP002", {"sub/x": "1"}) == []


def test_does_not_report_a_link_to_a_tracked_folder(tracked: Path, git: Callable[..., None], says: Says) -> None:
    (tracked / "other").symlink_to("lib")
    git("add", "other")
    assert says("RP002", {}) == []


def test_reports_a_file_that_no_commit_of_a_submodule_contains(
    tracked: Path, git: Callable[..., None], says: Says
) -> None:
    git("init", "-q", "sub")
    (tracked / "sub/x").write_text("1\n")
    git("-C", "sub", "add", ".")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    assert says("RP002", {}) == []
    assert says("RP002", {"sub/users.csv": "x"}) == [("warning", "sub/users.csv", None, None)]
