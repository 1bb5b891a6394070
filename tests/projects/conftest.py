"""Fixtures for the tests of many projects: a repository of services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.projects.repositories import SERVICE, Write, git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return an empty git repository."""
    root = tmp_path / "shop"
    root.mkdir()
    git(root, "init", "-q")
    return root


@pytest.fixture
def write(repository: Path) -> Write:
    """Write files of the repository; `SERVICE` is filled with the name of the folder."""

    def files(contents: dict[str, str]) -> None:
        for path, content in contents.items():
            target = repository / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content % target.parent.name if content == SERVICE else content)

    return files


@pytest.fixture
def services(write: Write) -> list[str]:
    """Write three services and return their folders."""
    names = ["services/api", "services/jobs", "services/web"]
    for name in names:
        write(
            {f"{name}/package.json": SERVICE, f"{name}/index.js": "console.log(1)\n", f"{name}/.gitignore": "*.log\n"}
        )
    return names


@pytest.fixture
def commit(repository: Path) -> Callable[[], None]:
    """Commit everything in the repository."""

    def run() -> None:
        git(repository, "add", "-A")
        git(repository, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x")

    return run
