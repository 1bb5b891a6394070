"""The checked-out commit, read from `.git` as git writes it."""

from __future__ import annotations

import os
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
        {
            "HEAD": "ref: refs/heads/a\n",
            "refs/heads/a": "ref: refs/heads/b\n",
            "packed-refs": f"{HASH} refs/heads/b\n",
        },
    ],
    ids=["detached", "loose", "packed", "loose before packed", "reference to a reference"],
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
        {"HEAD": "ref: refs/heads/a\n", "refs/heads/a": "ref: refs/heads/b\n", "refs/heads/b": "ref: refs/heads/a\n"},
        {"HEAD": "ref: refs/heads/.invalid\n", "refs/heads": "this repository uses the reftable format\n"},
        {"HEAD": "ref: config\n", "config": f"{HASH}\n"},
        {"HEAD": f"{HASH}\n", "commondir": ""},
        {"HEAD": f"{HASH}{' ' * 9000}"},
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
    (tmp_path / "apps/web").mkdir(parents=True)
    found = checked_out(tmp_path / "apps/web")
    assert found is not None
    assert (found.commit, found.folder) == (run("rev-parse", "HEAD"), "apps/web")
    run("worktree", "add", "-q", "tree")
    run("-C", "tree", "commit", "-q", "--allow-empty", "-m", "second")
    assert commit_of(tmp_path / "tree") == run("-C", "tree", "rev-parse", "HEAD") != run("rev-parse", "HEAD")
    run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path), "sub")
    assert commit_of(tmp_path / "sub") == run("-C", "sub", "rev-parse", "HEAD")


def test_reads_a_head_that_is_a_link(repository: Callable[[dict[str, str]], Path]) -> None:
    root = repository({"refs/heads/main": f"{HASH}\n"})
    (root / ".git/HEAD").symlink_to("refs/heads/main")
    assert commit_of(root) == HASH


def test_does_not_follow_links_or_wait_for_pipes(repository: Callable[[dict[str, str]], Path], tmp_path: Path) -> None:
    root = repository({"HEAD": "ref: refs/heads/main\n", "refs/x": ""})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/main").write_text(HASH)
    (root / ".git/refs/heads").symlink_to(tmp_path / "outside")
    assert commit_of(root) is None
    (root / ".git/HEAD").unlink()
    (root / ".git/HEAD").symlink_to(tmp_path / "outside/main")
    assert commit_of(root) is None
    (root / ".git/HEAD").unlink()
    os.mkfifo(root / ".git/HEAD")
    assert commit_of(root) is None


@pytest.mark.parametrize(
    "text", ["", "gitdir:", "gitdir: \0", "gitdir: missing", "other: .git", "gitdir: " + "x" * 9000]
)
def test_does_not_name_a_commit_of_a_damaged_git_file(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").write_text(text)
    assert commit_of(tmp_path) is None
