"""Tests of the jars of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.ecosystems.java import jars
from justpack.tree.tree import Tree
from tests.growth.rows.binaries import Entry, zipped

CLASS = b"\xca\xfe\xba\xbe\0\0\0\x3d"


def test_reads_a_jar_once(tmp_path: Path) -> None:
    (tmp_path / "a.jar").write_bytes(zipped([Entry("A.class", CLASS)]))
    tree = Tree(tmp_path)
    found = jars.read(tree, "a.jar")
    assert found.highest is not None
    assert found.highest.feature == 17
    (tmp_path / "a.jar").unlink()
    assert jars.read(tree, "a.jar") is found


def test_raises_the_same_error_again(tmp_path: Path) -> None:
    (tmp_path / "a.jar").write_bytes(b"no zip")
    tree = Tree(tmp_path)
    for _ in range(2):
        with pytest.raises(ValueError, match="not a valid zip"):
            jars.read(tree, "a.jar")
