"""Fixtures for the tests of git's own files: a repository made by git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tree.git.names import NAMES


@pytest.fixture
def git(tool: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    """Runs git in the repository, apart from what this machine's user configured."""
    program = tool("git")
    environment = {"HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}

    def run(*arguments: str, at: Path | None = None) -> str:
        command = [program, "-c", "user.name=n", "-c", "user.email=e", *arguments]
        done = subprocess.run(
            command, cwd=at or tmp_path / "repo", env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def repo(git: Callable[..., str], tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    git("init", "-q")
    for name in NAMES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "a").chmod(0o755)
    git("add", ".")
    return root
