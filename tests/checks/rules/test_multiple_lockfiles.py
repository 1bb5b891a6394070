"""Tests of the rule about lock files of two package managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}, "packageManager": "yarn@1.22.22"}'}
YARN = "# yarn lockfile v1\n"


def test_reports_at_the_lock_file_to_delete(says: Says) -> None:
    files = {**APP, "package-lock.json": "{}", "yarn.lock": YARN}
    assert says("LK003", files) == [("warning", "package-lock.json", None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"package-lock.json": "{}"},
        {"package-lock.json": "{}", "npm-shrinkwrap.json": "{}"},
        {"bun.lock": "{}", "bun.lockb": "x"},
        {"yarn.lock": YARN, "uv.lock": ""},
        {"yarn.lock": YARN, "package-lock.json": "{}", ".gitignore": "package-lock.json\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("LK003", {**APP, **files}) == []


def test_does_not_report_an_export(says: Says) -> None:
    project = '[project]\nname = "a"\nrequires-python = "==3.13.*"\n'
    files = {"pyproject.toml": project, "uv.lock": "", "pylock.toml": 'lock-version = "1.0"\n', "requirements.txt": ""}
    assert says("LK003", files) == []
