"""Fixtures for tests of ecosystems: a project on disk, and locks that the tools wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.tree.tree import Tree
from tests.ecosystems.real_locks import Locks
from tests.made_projects import Files, Project, write


@pytest.fixture(scope="session")
def locks() -> Locks:
    return Locks()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a function that writes a project from a table and returns its tree."""

    def make(files: Files) -> Tree:
        write(tmp_path, files)
        return Tree(tmp_path)

    return make
