"""Tests of the budget for zips in a project."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from justpack.tree import inner_zips
from justpack.tree.tree import Tree
from justpack.tree.zip_tree import ZipTree


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_opens_a_zip_of_a_finished_zip_with_jumps(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a", b"1" * 1000)
    with ZipTree(zipped(tmp_path / "app.zip", jar=inner.getvalue())) as tree, inner_zips.opened(tree, "jar") as file:
        assert zipfile.ZipFile(file).read("a") == b"1" * 1000


def test_refuses_what_the_budget_does_not_suffice_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inner_zips, "UNPACKED_BYTES", 150)
    with ZipTree(zipped(tmp_path / "app.zip", a=bytes(100), b=bytes(100), c=bytes(50))) as tree:
        with inner_zips.opened(tree, "a") as file:
            assert file.read() == bytes(100)
        with pytest.raises(inner_zips.SpentError), inner_zips.opened(tree, "b"):
            raise AssertionError
        with inner_zips.opened(tree, "c") as file:
            assert file.read() == bytes(50)
        assert inner_zips.budget(tree).refused == ["b"]


def test_a_file_of_a_folder_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inner_zips, "UNPACKED_BYTES", 1)
    (tmp_path / "a").write_bytes(b"12")
    tree = Tree(tmp_path)
    with inner_zips.opened(tree, "a") as file:
        assert file.read() == b"12"
    assert inner_zips.budget(tree).refused == []
