"""Tests of SZ005: a zip much larger than the previous one."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from justpack.cli.main import invoke


@pytest.fixture
def app(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    root.mkdir()
    (root / "package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    (root / "index.js").write_text("1\n")
    return root


def _noise(size: int) -> bytes:
    return random.Random(3).randbytes(size)


def _pack(app: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    target = app.parent / "a.zip"
    assert invoke(["pack", str(app), "-o", str(target), "--no-cache", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    return [each for each in found if each["code"] == "SZ005"]


def test_reports_size_regression(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app / "a.bin").write_bytes(_noise(2_000_000))
    assert _pack(app, capsys) == []
    (app / "a.bin").write_bytes(_noise(2_100_000))
    (app / "b.bin").write_bytes(_noise(1_200_000))
    (finding,) = _pack(app, capsys)
    assert (finding["severity"], finding["path"]) == ("warning", None)
    related = finding["related"]
    assert isinstance(related, list)
    assert [each["label"] for each in related] == ["new, 1.2 MB packed", "grown by 0.1 MB packed"]
    assert _pack(app, capsys) == []


@pytest.mark.parametrize(("before", "after"), [(10, 900_000), (8_000_000, 9_500_000), (3_000_000, 10)])
def test_does_not_report_similar_projects(
    app: Path, capsys: pytest.CaptureFixture[str], before: int, after: int
) -> None:
    for size in (before, after):
        (app / "a.bin").write_bytes(_noise(size))
        assert _pack(app, capsys) == []


def test_does_not_report_without_a_readable_receipt(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app.parent / "a.zip.receipt.json").write_text("{}")
    (app / "a.bin").write_bytes(_noise(2_000_000))
    assert _pack(app, capsys) == []
