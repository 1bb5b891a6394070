"""Tests of the search for the repository of a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from justpack.tree.git import git_index, repository


def test_finds_the_repository_above(repo: Path) -> None:
    found = repository.find(repo / "b/d")
    assert found is not None
    assert (found.root, found.parts, found.home) == (repo.resolve(), ("b", "d"), repo.resolve() / ".git")


def test_finds_none_where_there_is_none(tmp_path: Path) -> None:
    assert repository.find(tmp_path) is None


def test_follows_a_link_to_the_folder(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repo / "b")
    found = repository.find(tmp_path / "link")
    assert found is not None
    assert found.parts == ("b",)


def test_a_worktree_and_a_submodule_are_repositories(git: Callable[..., str], repo: Path, tmp_path: Path) -> None:
    git("commit", "-qm", "m")
    git("worktree", "add", "-q", "../other")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo), "sub")
    for root in (tmp_path / "other", repo / "sub"):
        found = repository.find(root / "b")
        assert found is not None
        assert (found.root, found.parts) == (root.resolve(), ("b",))
        assert found.home is not None
        assert (found.home / "index").is_file()


def test_a_file_that_names_no_folder_has_no_home(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("nothing\n")
    found = repository.find(tmp_path)
    assert found is not None
    assert found.home is None


def test_does_not_read_links_pipes_or_large_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("abc")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert repository.read_file(tmp_path / "file", 3) == b"abc"
    assert repository.read_file(tmp_path / "file", 2) is None
    for name in ("link", "pipe", "gone", "a\0b"):
        assert repository.read_file(tmp_path / name, 10) is None


def test_a_damaged_pointer_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_bytes(b"gitdir: a\0b\n")
    assert git_index.read(tmp_path) is None
