"""Tests of the rule that `deploy --skip-unchanged` reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from justpack.checks.rules.unchanged_since_ready_build import RULE
from justpack.cli.main import invoke
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED


def test_reports_only_the_second_deployment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    words = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "--no-check", "-q"]
    said = []
    with Sandbox(POLLED) as sandbox:
        monkeypatch.setenv("JUSTDEPLOY_API_URL", sandbox.api_url)
        monkeypatch.setenv("JUSTDEPLOY_ACCESS_KEY", sandbox.access_key)
        monkeypatch.setenv("JUSTDEPLOY_SECRET_KEY", sandbox.secret_key)
        monkeypatch.setenv("JUSTDEPLOY_ORGANIZATION", sandbox.organization)
        monkeypatch.setenv("JUSTDEPLOY_PROJECT", sandbox.project)
        for _run in range(2):
            assert invoke([*words, "--format", "json"]) == 0
            findings = json.loads(capsys.readouterr().out)["findings"]
            said.append([(each["name"], each["severity"]) for each in findings if each["code"] == RULE.code])
    assert said == [[], [(RULE.name, RULE.severity)]]
