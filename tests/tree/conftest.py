"""Fixtures for the tests of the tree: folders made from a table, and git as the judge of ignore rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree.git_judge import Git
from tests.tree.planting import Table, plant


@pytest.fixture
def grow(tmp_path: Path) -> Callable[[Table], Path]:
    """Makes a project from a table, in a folder of the test's own."""
    return lambda table: plant(tmp_path / "project", table)


@pytest.fixture
def planted() -> Callable[[Path, Table], Path]:
    """Makes a folder at a given place from a table."""
    return plant


@pytest.fixture(scope="session")
def git(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Git:
    """The judge of ignore rules."""
    return Git(tool("git"), tmp_path_factory.mktemp("git"))
