"""Tests of RT002: apps of two families at the root."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {
                "index.js": "exports.handler = async () => 1\n",
                "main.py": "def handler(event, context):\n    return 1\n",
            },
            [("error", "index.js", None, None)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."}}', "pom.xml": "<project/>"},
            [("warning", None, None, None)],
        ),
    ],
)
def test_reports_ambiguous_runtime(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT002", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"index.js": "exports.handler = async () => 1\n"},
        {"main.py": "def handler(event, context):\n    return 1\n"},
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"index.js": "exports.handler = async () => 1\n", "main.py": "def helper(event):\n    return 1\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT002", files) == []


def test_names_both_handlers(found: Callable[..., list[Finding]]) -> None:
    files = {"index.js": "exports.handler = async () => 1\n", "main.py": "def handler(event, context):\n    return 1\n"}
    (finding,) = found("RT002", files)
    assert finding.message.endswith("index.js (it exports a handler) and main.py (it defines a handler)")


def test_names_the_families_as_users_know_them(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("RT002", {"package.json": '{"scripts": {"start": "node ."}}', "pom.xml": "<project/>"})
    assert finding.message.endswith("; Java is assumed")
    assert [each.label for each in finding.related] == ["belongs to Node.js"]
