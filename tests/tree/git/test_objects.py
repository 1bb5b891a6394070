"""The tree of a commit and the tree of the index, compared with what git says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git import git_index
from justpack.tree.git.objects import tree_of_commit, tree_of_files

Git = Callable[..., str]
FILES = ("a.txt", "a/b.txt", "a.b/c", "a-b/c/d", "z/y/x/w.sh", "ü/ö.txt")


@pytest.fixture(params=["sha1", "sha256"])
def git(request: pytest.FixtureRequest, tool: Callable[[str], str], tmp_path: Path) -> Git:
    command = [tool("git"), "-c", "user.name=a", "-c", "user.email=a@example.com"]

    def run(*arguments: str) -> str:
        done = subprocess.run([*command, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("init", "-q", f"--object-format={request.param}", ".")
    for number, name in enumerate(FILES):
        if os.path.isfile(tmp_path / name.split("/")[0]):
            continue
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n")
    (tmp_path / "z/y/x/w.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("a.txt")
    run("add", "-A")
    run("commit", "-qm", "one")
    return run


@pytest.mark.parametrize("packed", [False, True])
def test_agrees_with_git(git: Git, tmp_path: Path, packed: bool) -> None:
    commit = git("rev-parse", "HEAD")
    if packed:
        git("gc", "-q")
        assert not (tmp_path / ".git/objects" / commit[:2] / commit[2:]).exists()
    index = git_index.read(tmp_path)
    assert index is not None
    tree = git("rev-parse", "HEAD^{tree}")
    assert tree_of_files(index.files, index.algorithm) == tree
    assert tree_of_commit(tmp_path / ".git", commit) == tree
    below = tree_of_commit(tmp_path / ".git", commit, "z/y")
    assert below in (git("rev-parse", "HEAD:z/y"), None if packed else "")
    assert tree_of_commit(tmp_path / ".git", commit, "z/no") is None


def test_notices_what_is_staged(git: Git, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("other\n")
    git("add", "a.txt")
    index = git_index.read(tmp_path)
    assert index is not None
    assert tree_of_files(index.files, index.algorithm) != git("rev-parse", "HEAD^{tree}")


def test_does_not_name_a_tree_of_an_object_that_cannot_be_read(tmp_path: Path) -> None:
    commit = "ab" * 20
    assert tree_of_commit(tmp_path, commit) is None
    place = tmp_path / "objects" / commit[:2] / commit[2:]
    place.parent.mkdir(parents=True)
    for content in (b"", b"no zlib", b"x" * 100):
        place.write_bytes(content)
        assert tree_of_commit(tmp_path, commit) is None
    place.unlink()
    os.mkfifo(place)
    (tmp_path / "objects/pack").mkdir()
    (tmp_path / "objects/pack/pack-1.idx").write_bytes(b"\xfftOc\0\0\0\2" + b"\xff" * 1100)
    assert tree_of_commit(tmp_path, commit) is None
