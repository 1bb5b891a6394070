"""Tests of the rule about names that are not portable."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.pipeline import check, open_zip
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}}', "a\\b": "x"}, [("error", "a\\b", None, None)]),
        ({"package.json": '{"scripts": {"start": "node ."}}', "a\nb": "x"}, [("error", "a\nb", None, None)]),
    ],
)
def test_reports_unportable_name(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("FP004", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', "é 漢字.txt": "x"},
        {"package.json": '{"scripts": {"start": "node ."}}', "a b": "x"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP004", files) == []


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("lib/aux.js", "lib/aux.js"),
        ("Con", "Con"),
        ("lpt1.tar.gz", "lpt1.tar.gz"),
        ("nul/a", "nul"),
        ("public/vol./a", "public/vol."),
        ("a ", "a "),
        ("what?.txt", "what?.txt"),
    ],
)
def test_reports_a_name_that_windows_cannot_have(says: Says, path: str, named: str) -> None:
    assert says("FP004", {"package.json": "{}", path: ""}) == [("warning", named, None, None)]


@pytest.mark.parametrize("path", ["auxiliary.js", "com10", "console.js", ".hidden", "a.b", "lib/con-text.js", "com"])
def test_does_not_report_a_name_that_windows_can_have(says: Says, path: str) -> None:
    assert says("FP004", {"package.json": "{}", path: ""}) == []


def test_warns_of_names_without_the_utf_8_flag(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in ("package.json", "é.txt", "ü.txt"):
            target.writestr(name, "{}")
    data = bytearray(made.getvalue())
    for mark, flags in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] &= ~8
            at = data.find(mark, at + 4)
    (tmp_path / "a.zip").write_bytes(data)
    found = [each for each in check(open_zip(tmp_path / "a.zip", Settings())).findings if each.code == "FP004"]
    assert [(each.severity, each.location and each.location.path) for each in found] == [("warning", "é.txt")]
    assert "(and 1 more)" in found[0].message
