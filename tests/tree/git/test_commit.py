"""The checked-out commit, read from `.git` as git writes it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git.commit import checked_out

HASH = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    def make(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / ".git" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": f"{HASH}\n"},
        {"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{HASH}\n"},
        {"HEAD": "ref: refs/heads/main\n", "packed-refs": f"# pack-refs with: peeled\n{HASH} refs/heads/main\n"},
        {
            "HEAD": "ref: refs/heads/main\n",
            "refs/heads/main": f"{HASH}\n",
            "packed-refs": f"{HASH[::-1]} refs/heads/main\n",
        },
    ],
    ids=["detached", "loose", "packed", "loose before packed"],
)
def test_finds_the_commit(repository: Callable[[dict[str, str]], Path], files: dict[str, str]) -> None:
    found = checked_out(repository(files))
    assert found is not None
    assert (found.commit, found.folder) == (HASH, "")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"HEAD": ""},
        {"HEAD": "ref: refs/heads/main\n"},
        {"HEAD": "ref: refs/heads/main\n", "packed-refs": f"{HASH} refs/heads/other\n"},
        {"HEAD": "ref: ../../secret\n"},
        {"HEAD": f"{HASH[:-1]}\n"},
        {"HEAD": f"{HASH.upper()}\n"},
    ],
)
def test_does_not_name_a_commit_that_is_not_clear(
    repository: Callable[[dict[str, str]], Path], files: dict[str, str]
) -> None:
    (repository({}) / "secret").write_text(HASH)
    assert checked_out(repository(files)) is None


def commit_of(project: Path) -> str | None:
    found = checked_out(project)
    return found.commit if found else None


def test_agrees_with_git(tool: Callable[[str], str], tmp_path: Path) -> None:
    git = [tool("git"), "-c", "user.name=a", "-c", "user.email=a@example.com"]

    def run(*arguments: str) -> str:
        done = subprocess.run([*git, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("init", "-q", ".")
    run("commit", "-q", "--allow-empty", "-m", "first")
    assert commit_of(tmp_path) == run("rev-parse", "HEAD")
    run("pack-refs", "--all")
    assert commit_of(tmp_path) == run("rev-parse", "HEAD")
