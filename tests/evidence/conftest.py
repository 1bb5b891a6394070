"""Fixtures that write a project from a table and collect the evidence of one source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from justpack.evidence.source_api import Found
from justpack.model import Evidence
from justpack.tree.tree import Tree
from tests.made_projects import Files, write


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Files], Tree]:
    """Return a function that writes files (path to content) and returns their tree."""

    def make(files: Files) -> Tree:
        write(tmp_path, files)
        return Tree(tmp_path)

    return make


@pytest.fixture
def collect(project: Callable[[Files], Tree]) -> Callable[[str, Files], list[Found]]:
    """Return a function that returns everything that one source yields for a project of these files."""

    def run(module: str, files: Files) -> list[Found]:
        found: Iterator[Found] = import_module(f"justpack.evidence.{module}").collect(project(files))
        return list(found)

    return run


@pytest.fixture
def evidence(collect: Callable[[str, Files], list[Found]]) -> Callable[[str, Files], list[Evidence]]:
    """Return a function that returns only the evidence that one source yields for a project of these files."""
    return lambda module, files: [each for each in collect(module, files) if isinstance(each, Evidence)]
