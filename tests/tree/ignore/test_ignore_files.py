"""Tests of reading ignore files."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.tree.ignore import ignore_files
from justpack.tree.ignore.ignore_files import IgnoreFiles

MANY = "".join(f"?q{number}*[ab]\n?{number:02}*?\n" for number in range(60)) + "?*\n"


def test_reports_more_patterns_than_can_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitignore").write_text(MANY)
    monkeypatch.setattr(ignore_files, "STATES_LIMIT", 50)
    files = IgnoreFiles(tmp_path)
    assert not files.rules("", ".gitignore")
    (problem,) = files.problems
    assert problem.message.startswith(".gitignore has more than 50 characters of patterns without a literal text")


def test_applies_many_patterns(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(MANY)
    files = IgnoreFiles(tmp_path)
    assert files.rules("", ".gitignore").last("ab", "ab", is_dir=False)
    assert not files.rules("", ".gitignore").last("", "", is_dir=False)
    assert files.problems == []


def test_memory_and_states_of_equal_lines_are_those_of_one(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("?*\n" * 100_000 + "!?b\n" + "*b?\n" * 100_000)
    files = IgnoreFiles(tmp_path)
    rules = files.rules("", ".gitignore")
    assert files.problems == []
    last = rules.last("ab", "ab", is_dir=False)
    assert last is not None and last.rule is not None
    assert (last.rule.pattern, last.rule.line) == ("!?b", 100_001)
    last = rules.last("abc", "abc", is_dir=False)
    assert last is not None and last.rule is not None
    assert (last.rule.pattern, last.rule.line) == ("*b?", 200_001)
    assert len(rules.every("ab", "ab", is_dir=False)) == 100_001


def test_reports_more_lines_than_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitignore").write_text("a\n" * 5)
    monkeypatch.setattr(ignore_files, "IGNORE_LINES", 4)
    files = IgnoreFiles(tmp_path)
    assert not files.rules("", ".gitignore")
    (problem,) = files.problems
    assert problem.location is not None
    assert (problem.message, problem.location.line) == (".gitignore has more than 4 lines, and was not read", 5)


def test_reports_a_name_that_no_file_has(tmp_path: Path) -> None:
    files = IgnoreFiles(tmp_path)
    assert not files.rules("n" * 300, ".gitignore")
    assert ["name too long" in each.message for each in files.problems] == [True]
