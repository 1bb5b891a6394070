"""Tests of finding a repository, and of reading its files with care."""

from __future__ import annotations

import os
from pathlib import Path

from justpack.tree.git import git_index, repository


def test_finds_the_nearest_repository_above(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a/b").mkdir(parents=True)
    found = repository.find(tmp_path / "a/b")
    assert found is not None
    assert (found.root, found.prefix, found.home) == (tmp_path.resolve(), "a/b/", tmp_path.resolve() / ".git")


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
