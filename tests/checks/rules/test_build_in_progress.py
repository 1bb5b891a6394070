"""Tests of PF001: another build of the stage is in progress."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from justpack.checks.rules.build_in_progress import RULE
from justpack.cli.main import invoke
from justpack.errors import BusyError

QUICK = "pending_seconds = 0\nbuilding_seconds = 0\n"
Said = tuple[int, list[tuple[str, str, str]]]


def _deploy(folder: Path, capsys: pytest.CaptureFixture[str], scenario: str) -> Said:
    (folder / "app").mkdir()
    (folder / "app/package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    (folder / "app/index.js").write_text("1\n")
    (folder / "s.toml").write_text(QUICK + scenario)
    words = ["deploy", str(folder / "app"), "--sandbox", "--scenario", str(folder / "s.toml")]
    code = invoke([*words, "--on-conflict", "fail", "--no-check", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return code, [(each["code"], each["name"], each["severity"]) for each in found if each["code"][:2] == "PF"]


def test_reports_build_in_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _deploy(tmp_path, capsys, "busy_seconds = 600\n")
    assert said == (75, [(RULE.code, RULE.name, RULE.severity)])
    assert (BusyError.code, BusyError.rule) == (RULE.code, RULE.name)


def test_does_not_report_similar_projects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _deploy(tmp_path, capsys, "") == (0, [])
