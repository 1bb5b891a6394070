"""Tests of the rule that `verify` reports."""

from __future__ import annotations

from pathlib import Path

from justpack.checks.rules.receipt_mismatch import RULE
from justpack.cli.main import invoke


def _pack(folder: Path) -> Path:
    (folder / "app").mkdir()
    (folder / "app/package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    (folder / "app/index.js").write_text("1\n")
    assert invoke(["pack", str(folder / "app"), "-o", str(folder / "a.zip"), "--no-cache", "-q"]) == 0
    return folder / "a.zip"


def _verify(*arguments: str) -> tuple[int, list[dict[str, object]]]:
    import contextlib
    import io
    import json

    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = invoke(["verify", *arguments, "--format", "json"])
    return code, json.loads(out.getvalue())["findings"]


def test_reports_a_changed_file(tmp_path: Path) -> None:
    zip_path = _pack(tmp_path)
    (tmp_path / "app/index.js").write_text("2\n")
    code, (finding,) = _verify(str(zip_path), str(tmp_path / "app"))
    assert code == 1
    assert (finding["code"], finding["name"], finding["severity"]) == (RULE.code, RULE.name, RULE.severity)
    assert finding["path"] == "index.js"


def test_does_not_report_an_equal_zip(tmp_path: Path) -> None:
    assert _verify(str(_pack(tmp_path))) == (0, [])
