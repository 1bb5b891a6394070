"""Tests of the git index reader: every version and awkward name; None for a damaged index."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git import git_index
from tests.tree.git.names import NAMES


def _told(git: Callable[..., str]) -> dict[str, tuple[int, str]]:
    rows = git("ls-files", "-s", "-z").rstrip("\0").split("\0")
    return {row.split("\t")[1]: (int(row.split()[0], 8), row.split()[1]) for row in rows}


@pytest.mark.parametrize("version", [2, 3, 4])
def test_reads_what_git_lists(git: Callable[..., str], repo: Path, version: int) -> None:
    if version > 2:  # what is only intended needs a flag that version 2 does not have, and version 3 is written for
        (repo / "later").write_text("x")
        git("add", "-N", "later")
    git("update-index", "--index-version", str(version))
    assert (repo / ".git/index").read_bytes()[4:8] == version.to_bytes(4, "big")
    index = git_index.read(repo)
    assert index is not None
    assert {path: (each.mode, each.hash.hex()) for path, each in index.files.items()} == _told(git)
    assert [path for path, each in index.files.items() if each.intended] == ["later"] * (version > 2)
    status = (repo / "b/c.txt").stat()
    seen = index.files["b/c.txt"]
    assert (seen.size, seen.mtime_s * 10**9 + seen.mtime_ns) == (status.st_size, status.st_mtime_ns)


def test_reads_the_files_below_a_folder_of_the_repository(git: Callable[..., str], repo: Path) -> None:
    index = git_index.read(repo / "b")
    assert index is not None
    assert sorted(index.files) == ["c.txt", "d/e"]


def test_reads_a_worktree_and_a_submodule(git: Callable[..., str], repo: Path, tmp_path: Path) -> None:
    git("commit", "-qm", "m")
    git("worktree", "add", "-q", "../other")
    index = git_index.read(tmp_path / "other")
    assert index is not None
    assert sorted(index.files) == sorted(NAMES)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "repo"), "sub")
    outer, inner = git_index.read(repo), git_index.read(repo / "sub")
    assert outer is not None
    assert inner is not None
    assert outer.folders == ("sub/",)
    assert sorted(inner.files) == sorted(NAMES)


def test_reads_a_sha256_repository(git: Callable[..., str], repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "new"
    other.mkdir()
    git("init", "-q", "--object-format=sha256", at=other)
    (other / "f").write_text("x")
    git("add", "f", at=other)
    index = git_index.read(other)
    assert index is not None
    assert (index.algorithm, list(index.files), len(index.files["f"].hash)) == ("sha256", ["f"], 32)


def test_marks_files_that_git_does_not_compare(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--assume-unchanged", "a")
    git("update-index", "--skip-worktree", "b.c")
    index = git_index.read(repo)
    assert index is not None
    assert sorted(path for path, each in index.files.items() if each.assumed) == ["a", "b.c"]


def test_reports_whether_git_compares_modes(git: Callable[..., str], repo: Path) -> None:
    index = git_index.read(repo)
    assert index is not None
    assert index.modes
    git("config", "core.fileMode", "false")
    git("add", "--refresh", ".")
    (repo / "more").write_text("")
    git("add", "more")
    index = git_index.read(repo)
    assert index is not None
    assert not index.modes


def test_reads_a_split_index(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--split-index")
    (repo / "a").write_text("changed")
    (repo / "new").write_text("")
    git("add", "a", "new")
    git("rm", "-q", "--cached", "b/c.txt")
    index = git_index.read(repo)
    assert index is not None
    assert {path: (each.mode, each.hash.hex()) for path, each in index.files.items()} == _told(git)


def test_skips_a_path_that_leads_out(repo: Path) -> None:
    path = repo / ".git/index"
    path.write_bytes(path.read_bytes().replace(b"b/d/e", b"../de"))
    index = git_index.read(repo)
    assert index is not None
    assert sorted(index.files) == sorted(set(NAMES) - {"b/d/e"})


def test_reads_both_files_of_a_split_index(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--split-index")
    (repo / "a").write_text("changed")
    (repo / "b/new").write_text("new")
    git("add", "a", "b/new")
    git("rm", "-qf", "--cached", "b/d/e", "b.c")
    index = git_index.read(repo)
    assert index is not None
    assert {path: (each.mode, each.hash.hex()) for path, each in index.files.items()} == _told(git)
    assert "b/new" in index.files


def test_returns_none_for_a_split_index_without_its_shared_file(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--split-index")
    for shared in (repo / ".git").glob("sharedindex.*"):
        shared.unlink()
    assert git_index.read(repo) is None


def test_returns_none_without_a_repository_or_index(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert git_index.read(tmp_path / "x") is None


def test_a_damaged_index_raises_no_exception(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--index-version", "4")
    path = repo / ".git/index"
    whole = path.read_bytes()
    chance = random.Random(5)
    answers = 0
    for round in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randrange(len(data))] if round % 3 == 0 else data))
        git_index._read.cache_clear()  # the same size in the same tick of the clock is taken for the same index
        answers += git_index.read(repo) is not None
    assert 0 < answers < 400
