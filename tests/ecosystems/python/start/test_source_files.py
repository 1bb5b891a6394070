"""Tests of the search for Python source files."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.python.start import source_files
from justpack.tree.tree import Tree


@pytest.mark.parametrize(
    ("path", "there"),
    [("main.py", True), ("job.py", True), ("shop/a.py", True), ("docs/conf.py", False), ("tests/a.py", False),
     (".ci/a.py", False), ("a/b/c.py", False), ("a.txt", False)],
)  # fmt: skip
def test_finds_source_files(tmp_path: Path, path: str, there: bool) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("")
    assert source_files.exist(Tree(tmp_path), apart_from=("docs",)) is there


def test_counts_folders_of_docs_unless_they_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text("")
    assert source_files.exist(Tree(tmp_path))
