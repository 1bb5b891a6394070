"""Tests of completion in the shells themselves: the line is typed into a terminal, and the Tab key completes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.terminals import completed, fish_offers

LINES = [
    ("ver", "verify"),
    ("pack -o app", "pack -o apple.zip"),
    ("pack --receipt app", "pack --receipt apple.zip"),
    ("verify app", "verify apple.zip"),
    ("check --output-file=app", "check --output-file=apple.zip"),
    ("check --format=sar", "check --format=sarif"),
    ("detect --runtime nodejs22", "detect --runtime nodejs22.x"),
    ("check --select RT003,rt01", "check --select RT003,RT01"),
    ("rule LK00", "rule LK00"),
    ("check src", "check|src dir"),
]
FISH = [
    ("ver", ["verify"]),
    ("pack -o app", ["apple.zip"]),
    ("check --output-file=app", ["--output-file=apple.zip"]),
    ("check --format=sar", ["--format=sarif"]),
    ("detect --runtime=nodejs22", ["--runtime=nodejs22.x"]),
    ("check --select RT003,mf01", ["RT003,MF011"]),
    ("check src", ["src dir/"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "apple.zip").touch()
    (tmp_path / "src dir").mkdir()
    return tmp_path


@pytest.mark.parametrize(("typed", "expected"), LINES)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completes_a_line_in_bash_and_zsh(shell: str, typed: str, expected: str, folder: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    words = completed(shell, f"justpack {typed}", folder)
    assert [word.rstrip("/") for word in words] == expected.split("|" if "|" in expected else " ")


@pytest.mark.parametrize(("typed", "expected"), FISH)
def test_completes_a_line_in_fish(typed: str, expected: list[str], folder: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    assert fish_offers(f"justpack {typed}", folder) == expected
