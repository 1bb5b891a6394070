"""Tests that run the examples of docs/rehearse.md."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from justpack import Scenario
from justpack.sandbox import faults

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rehearse.md").read_text(encoding="utf-8")
PROGRAM, TESTS = re.findall(r"(?<=^```python\n)(.*?)(?=^```$)", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in which the program of the page has run."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    (tmp_path / "out").write_text(done.stdout)
    return tmp_path


def test_prints_what_the_comment_of_the_program_says(folder: Path) -> None:
    expected = re.findall(r"  # (.*)$", PROGRAM, re.MULTILINE)
    assert (folder / "out").read_text().splitlines() == expected


def test_runs_the_tests_of_the_page(folder: Path) -> None:
    (folder / "test_pipeline.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_pipeline.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_runs_the_command_of_the_page(folder: Path) -> None:
    (line,) = re.findall(r"(?<=^```console\n)(.*?)$", PAGE, re.MULTILINE)
    (folder / "deploy.sh").write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m justpack deploy app -q\n")
    (folder / "deploy.sh").chmod(0o755)
    words = shlex.split(line)
    done = subprocess.run([sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "uploaded sha256 = checked sha256" in done.stdout


def test_names_only_faults_and_keys_that_exist() -> None:
    table = PAGE.partition("| fault |")[2].partition("\n\n")[0]
    named = [name for line in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", line.split("|")[1])]
    assert len(named) > 12
    for name in named:
        faults.parse(name)
    keys = re.findall(r"`(\w+)`", PAGE.partition("`justpack.Scenario`:")[2])
    assert keys
    assert all(key in Scenario.__dataclass_fields__ for key in keys)
