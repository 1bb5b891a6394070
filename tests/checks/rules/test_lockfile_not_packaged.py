"""Tests of LK004: a lock file that is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'}


def test_reports_lockfile_not_packaged(says: Says) -> None:
    files = {**APP, "package-lock.json": "{}", ".gitignore": "package-lock.json\n"}
    assert says("LK004", files) == [("error", "package-lock.json", None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"package-lock.json": "{}"},
        {"package-lock.json": "{}", "yarn.lock": "# yarn lockfile v1\n", ".gitignore": "yarn.lock\n"},
        {".gitignore": "package-lock.json\n"},
        {"uv.lock": "", ".gitignore": "uv.lock\n"},
        {"package-lock.json": "{}", ".gitignore": "package-lock.json\n", ".justpackignore": "!package-lock.json\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("LK004", {**APP, **files}) == []
