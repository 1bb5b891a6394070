"""Fixtures for tests of ecosystems: a project on disk, and locks that the tools wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.tree.tree import Tree
from tests.ecosystems.projects import Files, Project
from tests.ecosystems.real_locks import Locks


@pytest.fixture(scope="session")
def locks() -> Locks:
    return Locks()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write files, path to content, and give the tree over them."""

    def write(files: Files) -> Tree:
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        return Tree(tmp_path)

    return write
