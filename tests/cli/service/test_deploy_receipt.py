"""What does `deploy` write down, and what does it make of it the next time?"""

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


def test_the_receipt_says_what_was_sent_predicted_and_answered(
    app: Path, service: Callable[..., Sandbox], tmp_path: Path
) -> None:
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


def test_what_is_live_already_is_not_sent_again(
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


def test_another_stage_is_another_place(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service()
    again = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 0
    assert invoke([*again, "--stage", "development"]) == 0
    assert len(sandbox.builds) == 2


def test_a_build_that_failed_is_not_live(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service("build-error")
    again = ["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 4
    assert invoke(again) == 4
    assert len(sandbox.builds) == 2


def test_skipping_needs_a_receipt_and_a_true_one(app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> None:
    sandbox = service()
    assert invoke(["deploy", str(app), "--skip-unchanged"]) == 2
    (tmp_path / "r.json").write_text("{}")
    assert invoke(["deploy", str(app), "--receipt", str(tmp_path / "r.json"), "--skip-unchanged"]) == 2
    assert len(sandbox.builds) == 0


def test_the_receipt_in_the_project_is_not_packed(app: Path, service: Callable[..., Sandbox]) -> None:
    sandbox = service()
    again = ["deploy", str(app), "--receipt", str(app / "last.json"), "--skip-unchanged", "-q"]
    assert invoke(again) == 0
    assert invoke(again) == 0
    assert len(sandbox.builds) == 1


def test_a_zip_is_sent_as_it_is_and_its_receipt_kept(
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


def test_builds_show_what_was_predicted(
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
