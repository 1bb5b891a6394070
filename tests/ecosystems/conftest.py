"""Fixtures for tests of ecosystems: a project on disk, and locks that the tools wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from justpack.ecosystems.lock import Lock
from justpack.tree.tree import Tree

Files = Mapping[str, str]
Project = Callable[[Files], Tree]

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "locks"


class Locks:
    """Real locks and texts, read."""

    def real(self, folder: str, name: str) -> Lock:
        return self.read(name, (FOLDER / folder / name).read_bytes())

    def read(self, name: str, data: bytes | str) -> Lock:
        from justpack.ecosystems import lock_files

        module = lock_files.by_name(name).module
        data = data.encode() if isinstance(data, str) else data
        lock = import_module(f"justpack.ecosystems.{module}").parse(name, data)
        assert isinstance(lock, Lock)
        return lock


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
