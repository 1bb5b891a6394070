"""Tests of the names that git tracks: they are those of the whole reader, in every kind of index."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git import git_index, index_names, tracked
from justpack.tree.git.tracked import TrackedPaths
from justpack.tree.ignore.wildcards import byte_text


def expected(root: Path) -> TrackedPaths:
    """What the reader of whole entries says."""
    git_index._read.cache_clear()
    index_names._read.cache_clear()
    index = git_index.read(root)
    assert index is not None
    submodules = {path.rstrip("/") for path in index.folders}
    folders = {os.path.dirname(path) for path in (*index.files, *submodules)}
    above = {"/".join(folder.split("/")[:depth]) for folder in folders for depth in range(1, folder.count("/") + 2)}
    return TrackedPaths(
        frozenset(map(byte_text, index.files)),
        frozenset(map(byte_text, (above | submodules) - {""})),
        tuple(byte_text(path.rstrip("/")) for path in index.submodules),
    )


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("below", ["", "b", "b/d", "none"])
def test_reads_every_version(git: Callable[..., str], repo: Path, version: int, below: str) -> None:
    if version > 2:
        (repo / "later").write_text("x")
        git("add", "-N", "later")
    git("update-index", "--index-version", str(version))
    assert tracked.read(repo / below) == expected(repo / below)


def test_reads_a_split_index(git: Callable[..., str], repo: Path) -> None:
    git("update-index", "--split-index")
    (repo / "b/new").write_text("new")
    git("add", "b/new")
    git("rm", "-qf", "--cached", "b.c")
    found = tracked.read(repo)
    assert found == expected(repo)
    assert found is not None
    assert "b/new" in found.files
    assert "b.c" not in found.files


def test_reads_a_split_index_without_entries_of_its_own(git: Callable[..., str], repo: Path) -> None:
    for path in repo.rglob("*"):
        os.utime(path, (1, 1))
    git("add", ".")
    git("update-index", "--split-index")
    assert (repo / ".git/index").read_bytes()[8:12] == bytes(4)
    found = tracked.read(repo)
    assert found == expected(repo)
    assert found is not None
    assert "b/c.txt" in found.files


def test_a_submodule_is_a_folder_with_tracked_files(git: Callable[..., str], repo: Path) -> None:
    git("commit", "-qm", "m")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo), "vendor/sub")
    found = tracked.read(repo)
    assert found == expected(repo)
    assert found is not None
    assert {"vendor", "vendor/sub"} <= found.folders
    inner = tracked.read(repo / "vendor/sub")
    assert inner is not None
    assert "b/c.txt" in inner.files


def test_reads_a_sparse_index(git: Callable[..., str], repo: Path) -> None:
    git("commit", "-qm", "m")
    git("sparse-checkout", "init", "--cone", "--sparse-index")
    git("sparse-checkout", "set", "y")
    found = tracked.read(repo)
    assert found is not None
    assert "b/c.txt" not in found.files
    assert any(path.startswith("y/") for path in found.files)


def test_returns_none_without_an_index(tmp_path: Path) -> None:
    assert tracked.read(tmp_path) is None
    (tmp_path / ".git").mkdir()
    assert tracked.read(tmp_path) is None
    os.mkfifo(tmp_path / ".git/index")
    assert tracked.read(tmp_path) is None


def test_a_pipe_in_the_place_of_the_configuration_is_not_read(repo: Path) -> None:
    (repo / ".git/config").unlink()
    os.mkfifo(repo / ".git/config")
    found = tracked.read(repo)
    assert found is not None
    assert "a" in found.files


@pytest.mark.parametrize("version", ["2", "4"])
def test_a_damaged_index_raises_no_exception(git: Callable[..., str], repo: Path, version: str) -> None:
    git("update-index", "--index-version", version)
    path = repo / ".git/index"
    whole = path.read_bytes()
    dice = random.Random(7)
    answers = 0
    for round in range(300):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(bytes(data[: dice.randrange(len(data))] if round % 3 == 0 else data))
        git_index._read.cache_clear()
        index_names._read.cache_clear()
        answers += tracked.read(repo) is not None
    assert 0 < answers < 300
