"""Tests of FP003: names that differ only in the form of an accented letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({COMPOSED: "", DECOMPOSED: ""}, COMPOSED),
        ({f"a/{COMPOSED}.txt": "", f"a/{DECOMPOSED}.txt": ""}, f"a/{COMPOSED}.txt"),
        ({f"{COMPOSED}/x": "", f"{DECOMPOSED}/x": ""}, f"{COMPOSED}/x"),
        ({f"{COMPOSED}/x": "", f"{DECOMPOSED}/y": ""}, f"{COMPOSED}/"),
        ({COMPOSED: "", f"{DECOMPOSED}/y": ""}, f"{DECOMPOSED}/"),
    ],
)
def test_reports_twins(says: Says, files: Files, path: str) -> None:
    assert says("FP003", {**APP, **files}) == [("warning", path, None, None)]
    assert says("FP002", {}) == []


@pytest.mark.parametrize(
    "files",
    [
        {DECOMPOSED: "", "\u00fcber": ""},
        {f"a/{COMPOSED}": "", f"b/{DECOMPOSED}": ""},
        {COMPOSED: "", DECOMPOSED.upper(): ""},
        {COMPOSED: "", DECOMPOSED: "", ".justpackignore": f"/{COMPOSED}\n"},
    ],
)
def test_does_not_report_a_name_alone(says: Says, files: Files) -> None:
    assert says("FP003", {**APP, **files}) == []
