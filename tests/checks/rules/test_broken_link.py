"""Tests of FP020: links that lead nowhere or into what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "node index.js"}}', "index.js": 'require("./lib/db");\n'}


@pytest.mark.parametrize(
    ("files", "severity", "path"),
    [
        ({"static/logo.svg": "-> ../assets/logo.svg"}, "warning", "static/logo.svg"),
        ({"notes": "-> .venv/guide"}, "warning", "notes"),
        ({"public": "-> dist", "dist/a": "", ".gitignore": "dist/\n"}, "warning", "public"),
        ({"public": "-> dist", ".gitignore": "dist/\n"}, "warning", "public"),
        ({"lib/db.js": "-> ../shared/db.js"}, "error", "lib/db.js"),
        ({"lib": "-> shared"}, "error", "lib"),
        ({".npmrc": "-> config/npmrc"}, "error", ".npmrc"),
    ],
)
def test_reports_a_link_without_a_target_in_the_upload(says: Says, files: Files, severity: str, path: str) -> None:
    assert says("FP020", {**APP, **files}) == [(severity, path, None, None)]
    assert says("FP001", {}) == []


def test_gives_one_verdict_whether_the_excluded_target_exists_or_not(found: Callable[..., list[Finding]]) -> None:
    (absent,) = found("FP020", {**APP, "public": "-> dist", ".gitignore": "dist/\n"})
    (present,) = found("FP020", {"dist/a": ""})
    assert (absent.message, absent.help) == (present.message, present.help)


@pytest.mark.parametrize(
    "files",
    [
        {"a": "-> index.js"},
        {"a": "-> gone", ".gitignore": "a\n"},
        {"a": "-> /srv/data"},
        {"public": "-> dist", "dist/a": "", ".gitignore": "dist/\n!public\n"},
    ],
)
def test_does_not_report_other_links(says: Says, files: Files) -> None:
    assert says("FP020", {**APP, **files}) == []
