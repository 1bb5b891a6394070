"""Tests that the entries of one folder are found in an index of any version, sorted or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git import index_names
from justpack.tree.git.index_names import IndexNames

PATHS = ["t/a-b/x", "t/a/x", "t/a/b/y", "t/a/é", "t/ab/z", "t/a0", "t/b", "t/a/b.c"]


@pytest.fixture
def repository(git: Callable[..., str], repo: Path) -> Path:
    for path in PATHS:
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(path)
    git("add", "-A")
    return repo


def _names(repo: Path) -> IndexNames:
    found = index_names.read(repo / ".git", 20)
    assert found is not None
    return found


@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("prefix", ["", "t/a/", "t/a/b/", "t/ab/", "t/none/"])
def test_finds_the_entries_below_a_folder(git: Callable[..., str], repository: Path, version: str, prefix: str) -> None:
    git("update-index", "--index-version", version)
    found = _names(repository)
    names = [found.names[each].decode() for each in found.below(prefix.encode())]
    assert names == [name.decode() for name in found.names if name.startswith(prefix.encode())]
    assert set(names) >= {path for path in PATHS if path.startswith(prefix)}
    assert {found.kind(each) for each in found.below(prefix.encode())} <= {8, 0xE}


def test_offers_every_entry_of_an_unsorted_index() -> None:
    found = IndexNames(b"", (b"b", b"a/x", b"a/y"), 2, (0, 0, 0), 0, 0, is_sorted=False)
    assert list(found.below(b"a/")) == [0, 1, 2]


def test_reads_an_index_again_after_a_change(git: Callable[..., str], repository: Path) -> None:
    before = _names(repository)
    assert _names(repository) is before
    (repository / "new").write_text("x")
    git("add", "new")
    assert b"new" in _names(repository).names


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC\0\0\0\2\0\0\0\1", b"XXXX\0\0\0\2\0\0\0\0" + bytes(20)])
def test_a_damaged_index_has_no_names(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "index").write_bytes(data)
    assert index_names.read(tmp_path, 20) is None


@pytest.mark.parametrize("version", [2, 3, 4])
def test_gives_the_names_by_number_and_by_slice(git: Callable[..., str], repository: Path, version: int) -> None:
    git("update-index", "--index-version", str(version))
    if version == 3:  # git writes it only for an entry with an extended flag
        (repository / "new").write_text("1")
        git("add", "-N", "new")
    found = _names(repository)
    assert found.version == version
    names = [found.names[number] for number in range(len(found.names))]
    assert list(found.names[:]) == names == list(found.names)
    assert {path.encode() for path in PATHS} <= set(names)
    assert found.is_sorted
