"""Tests of the receipt that `deploy` writes, and of its use in the next run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.cli.main import invoke
from justpack.receipt import read

if TYPE_CHECKING:
    from justpack.sandbox.server import Sandbox


def test_records_archive_prediction_and_answer(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service()
    assert invoke(["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "-q"]) == 0
    receipt = read(tmp_path / "r.json")
    assert receipt.deployed is not None
    assert receipt.deployed.build.status == "ready"
    assert receipt.prediction is not None
    assert receipt.prediction["runtime"] == receipt.deployed.build.runtime == "nodejs22.x"
    text = (tmp_path / "r.json").read_text()
    assert sandbox.access_key not in text
    assert sandbox.secret_key not in text
    assert "X-Amz" not in text


def test_does_not_send_live_bytes_again(
    app: Path, service: Callable[..., Sandbox], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = service()
    again = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 0
    assert invoke(again) == 0
    assert len(sandbox.builds) == 1
    assert "nothing was sent" in capsys.readouterr().out

    (app / "new.txt").write_text("changed")
    assert invoke(again) == 0
    assert len(sandbox.builds) == 2


def test_sends_the_bytes_to_another_stage(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service()
    again = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 0
    assert invoke([*again, "--stage", "development"]) == 0
    assert len(sandbox.builds) == 2


def test_sends_again_after_a_failed_build(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service("build-error")
    again = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 4
    assert invoke(again) == 4
    assert len(sandbox.builds) == 2


def test_skip_unchanged_needs_a_valid_receipt(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service()
    assert invoke(["deploy", str(app), "--skip-unchanged"]) == 2
    (tmp_path / "r.json").write_text("{}")
    assert invoke(["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged"]) == 2
    assert len(sandbox.builds) == 0


def test_does_not_pack_the_receipt(app: Path, service: Callable[..., Sandbox]) -> None:
    sandbox = service()
    again = ["deploy", str(app), "--receipt", str(app / "last.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 0
    assert invoke(again) == 0
    assert len(sandbox.builds) == 1


@pytest.mark.usefixtures("unmarked")
def test_sends_a_finished_zip_and_keeps_its_receipt(
    app: Path, service: Callable[..., Sandbox], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = service()
    zipped = tmp_path / "app.zip"
    assert invoke(["pack", str(app), "-o", str(zipped), "-q"]) == 0
    capsys.readouterr()
    assert invoke(["deploy", str(zipped), "--format", "json", "-q"]) == 0
    said = json.loads(capsys.readouterr().out)
    upload = sandbox.upload(said["result"]["build"]["id"])
    assert upload is not None
    assert (upload.sha256, upload.size) == (said["result"]["archive"]["sha256"], zipped.stat().st_size)
    assert said["result"]["agrees"] == {"runtime": True, "version": True, "size": True}
    receipt = read(tmp_path / "app.zip.receipt.json")
    assert receipt.deployed is not None
    assert receipt.deployed.build.id == said["result"]["build"]["id"]


def test_builds_shows_the_prediction(
    app: Path, service: Callable[..., Sandbox], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service("other-runtime")
    assert invoke(["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "-q"]) == 0
    capsys.readouterr()
    assert invoke(["builds", "--receipt", str(tmp_path / "r.json")]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.endswith("predicted")
    assert row.endswith("nodejs22.x")
    assert "nodejs22.x" not in row[: -len("nodejs22.x")]
