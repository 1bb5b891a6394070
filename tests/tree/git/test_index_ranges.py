"""Tests that a part of a large index has exactly the entries that the whole index has below a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git import git_index, index_names, index_ranges, tracked
from justpack.tree.git.index_names import IndexNames

FOLDERS = ["k", "k-b", "m/c", "m/c/d", "m/cé", "z"]


@pytest.fixture
def repository(git: Callable[..., str], repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose index counts as large, with more entries than are remembered together."""
    monkeypatch.setattr(index_ranges, "SMALL", 0)
    monkeypatch.setattr(index_ranges, "STEP", 4)
    monkeypatch.setattr(index_ranges, "_PIECE", 1 << 13)
    for folder in FOLDERS:
        (repo / folder).mkdir(parents=True, exist_ok=True)
        for number in range(30):
            (repo / folder / f"file {number} {'x' * number * 7}").write_text(f"{folder} {number}")
    (repo / "top").write_text("x")
    git("add", "-A")
    _forget()
    return repo


def _forget() -> None:
    for cached in (index_ranges._below, index_ranges._outline, index_names._read, git_index._read):
        cached.cache_clear()


def _whole(repo: Path) -> IndexNames:
    found = index_names.read(repo / ".git", 20)
    assert found is not None
    return found


def _below(repo: Path, folder: str) -> IndexNames:
    found = index_ranges.below(repo / ".git", 20, f"{folder}/".encode())
    assert found is not None
    return found


@pytest.mark.parametrize("folder", [*FOLDERS, "m", "0", "k/none", "zz"])
def test_a_part_has_the_entries_of_the_folder(repository: Path, folder: str) -> None:
    whole, part = _whole(repository), _below(repository, folder)
    expected = [whole.names[each] for each in whole.below(f"{folder}/".encode())]
    assert [part.names[each] for each in part.below(f"{folder}/".encode())] == expected == list(part.names)
    assert [part.kind(number) for number in range(len(expected))] == [8] * len(expected)
    assert len(part.data) < len(whole.data)
    assert not part.may_be_split


@pytest.mark.parametrize("folder", ["k", "m/c", "m/cé", "none"])
def test_reads_the_same_files_from_a_part_and_from_the_whole(
    repository: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (repository / "none").mkdir()
    part = git_index.read(repository / folder), tracked.read(repository / folder)
    assert part[0] is git_index.read(repository / folder) or part[0] == git_index.read(repository / folder)
    monkeypatch.setattr(index_ranges, "SMALL", 1 << 30)
    _forget()
    assert (git_index.read(repository / folder), tracked.read(repository / folder)) == part


def test_reads_entries_with_extended_flags(git: Callable[..., str], repository: Path) -> None:
    (repository / "m/c/new").write_text("x")
    git("add", "-N", "m/c/new")
    found = git_index.read(repository / "m/c")
    assert found is not None
    assert found.files["new"].intended
    assert len(found.files) == 61


def test_reads_an_index_again_after_a_change(git: Callable[..., str], repository: Path) -> None:
    assert _below(repository, "m") is _below(repository, "m")
    (repository / "m/new").write_text("x")
    git("add", "m/new")
    assert b"m/new" in _below(repository, "m").names


def test_looks_again_if_the_file_is_replaced_meanwhile(
    git: Callable[..., str], repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse, calls = index_ranges._below, list[str]()

    def replaced(path: str, width: int, state: tuple[int, int, int, int], prefix: bytes) -> IndexNames | None:
        calls.append(path)
        if len(calls) == 1:
            (repository / "m/new").write_text("x")
            git("add", "m/new")
        return parse(path, width, state, prefix)

    monkeypatch.setattr(index_ranges, "_below", replaced)
    assert b"m/new" in _below(repository, "m").names
    assert len(calls) == 2


def test_reads_an_index_with_short_names_as_a_whole(git: Callable[..., str], repository: Path) -> None:
    git("update-index", "--index-version", "4")
    assert _below(repository, "m") is _whole(repository)


def test_reads_a_split_index(git: Callable[..., str], repository: Path) -> None:
    git("update-index", "--split-index")
    (repository / "m/new").write_text("x")
    git("add", "m/new")
    found = git_index.read(repository / "m")
    assert found is not None
    assert len(found.files) == 91


@pytest.mark.parametrize("cut", [1, 21, 500, 5000])
def test_a_damaged_index_has_no_entries(repository: Path, cut: int) -> None:
    data = (repository / ".git/index").read_bytes()
    (repository / ".git/index").write_bytes(data[:20] + data[20 + cut :])
    assert index_ranges.below(repository / ".git", 20, b"m/") is index_names.read(repository / ".git", 20)


def test_a_missing_index_has_no_entries(tmp_path: Path) -> None:
    assert index_ranges.below(tmp_path, 20, b"m/") is None
