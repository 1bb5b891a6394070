"""Fixtures for the tests of archives: a corpus on disk, its zip, and outside programs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from justpack.archive.pack import pack
from justpack.model import Archive
from tests.archive.made_trees import Kit, corpus_files, fill, plan_of
from tests.archive.processes import PACKER, Packer, Run


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made tree, on disk."""
    return fill(tmp_path_factory.mktemp("corpus"), corpus_files())


@pytest.fixture(scope="session")
def packed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Archive]:
    """The made tree, packed."""
    target = tmp_path_factory.mktemp("packed") / "app.zip"
    return target, pack(plan_of(corpus), corpus, target)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run an outside program; its failure is the test's."""

    def call(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        parts = [os.fspath(part) for part in command]
        done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
            parts, capture_output=True, text=True, timeout=300, check=False, **options
        )
        assert done.returncode == 0, f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}"
        return done

    return call


@pytest.fixture(scope="session")
def packer(tmp_path_factory: pytest.TempPathFactory) -> Packer:
    """The command that packs a folder in a process of its own: root, target, jobs, level."""
    script = tmp_path_factory.mktemp("packer") / "packer.py"
    script.write_text(PACKER)

    def command(root: Path, target: Path, *, jobs: int = 2, level: int = 5, python: str = sys.executable) -> list[str]:
        return [python, "-W", "error", os.fspath(script), os.fspath(root), os.fspath(target), str(jobs), str(level)]

    return command


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit
