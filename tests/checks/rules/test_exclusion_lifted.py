"""Tests of the rule about a project that lifts the always-excluded list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from justpack import pipeline, settings
from justpack.model import Finding, RuleWord
from justpack.pipeline import Patterns

APP = {"package.json": '{"engines": {"node": "22.x"}}', "index.js": "1\n", ".env": "A=1\n", "a.txt": "1\n"}


def reported(folder: Path, config: str, *, patterns: Patterns | None = None, ignore: str = "") -> list[Finding]:
    """The findings of the rule for a project with this justpack.toml."""
    for name, text in {**APP, "justpack.toml": config}.items():
        (folder / name).write_text(text)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    loaded = settings.load(folder, {})
    if ignore:
        rules = replace(loaded.rules, flag_ignore=(RuleWord(ignore, "--ignore"),))
        loaded = replace(loaded, rules=rules)
    project = pipeline.open_project(folder, loaded, patterns or Patterns())
    return [each for each in pipeline.check(project).findings if each.code == "SC007"]


@pytest.mark.parametrize(("pattern", "path"), [(".env", ".env"), (".git/**", ".git/HEAD"), ("**", ".env")])
def test_reports_a_lifted_exclusion(tmp_path: Path, pattern: str, path: str) -> None:
    (found,) = reported(tmp_path, f'force-include = ["{pattern}"]')
    assert found.location is not None
    assert found.severity == "warning"
    assert found.location.path in (path, ".git/HEAD")


@pytest.mark.parametrize(
    "rules",
    [
        'ignore = ["SC007"]', 'ignore = ["SC"]', "select = []", 'select = ["LK"]', 'severity = {SC007 = "off"}',
        'severity = {SC = "off"}',
    ],
)  # fmt: skip
def test_reports_it_whatever_the_file_says(tmp_path: Path, rules: str) -> None:
    assert reported(tmp_path, f'force-include = [".env"]\n[rules]\n{rules}')


def test_does_not_report_what_the_command_line_silences(tmp_path: Path) -> None:
    assert reported(tmp_path, 'force-include = [".env"]', ignore="SC007") == []


def test_does_not_report_a_flag(tmp_path: Path) -> None:
    assert reported(tmp_path, "", patterns=Patterns(force_include=(".env",))) == []


def test_does_not_report_other_files(tmp_path: Path) -> None:
    assert reported(tmp_path, 'force-include = ["a.txt"]') == []
