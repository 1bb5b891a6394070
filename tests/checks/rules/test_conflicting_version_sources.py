"""Tests of RT004: overruled declarations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says

PROJECT = '[project]\nname = "x"\nversion = "1"\n'
OPEN = f'{PROJECT}requires-python = ">=3.11"\n'


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}', ".nvmrc": "24\n"},
            [("warning", ".nvmrc", 1, 1)],
        ),
        (
            {"main.py": "", ".python-version": "3.12\n", "pyproject.toml": PROJECT + 'requires-python = ">=3.13"\n'},
            [("warning", "pyproject.toml", 4, 19)],
        ),
        (
            {
                "main.py": "",
                ".python-version": "3.13\n",
                "pyproject.toml": PROJECT + 'requires-python = "==3.12.*"\n',
                "uv.lock": 'version = 1\nrequires-python = "==3.12.*"\n',
            },
            [("warning", "pyproject.toml", 4, 19)],
        ),
    ],
)
def test_reports_conflicting_version_sources(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT004", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}', ".nvmrc": "24\n"},
        {"main.py": "", ".python-version": "3.11\n", "pyproject.toml": PROJECT + 'requires-python = ">=3.11"\n'},
        {
            "Pipfile": '[requires]\npython_version = "3.11"\n',
            "pyproject.toml": PROJECT + 'requires-python = ">=3.11"\n',
        },
        {"Pipfile": '[requires]\npython_version = "3.10"\n', ".python-version": "3.11\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT004", files) == []


def test_does_not_advise_to_edit_a_lock(found: Callable[..., list[Finding]]) -> None:
    files = {
        "main.py": "",
        ".python-version": "3.13\n",
        "uv.lock": 'version = 1\nrequires-python = "==3.12.*"\n',
    }
    (finding,) = found("RT004", files)
    assert finding.help == "change .python-version, or the manifest and then run `uv lock`"


@pytest.mark.parametrize(
    "files",
    [
        {".python-version": "3.12\n", ".python-versions": "3.14\n3.12\n"},
        {".python-version": "3.12 3.13\n", "pyproject.toml": PROJECT + 'requires-python = "==3.12.*"\n'},
        {".prototools": 'python = "~3.12"\n', ".python-version": "3.12.4\n"},
    ],
)
def test_does_not_report_versions_that_a_tool_only_installs_too(says: Says, files: Files) -> None:
    assert says("RT004", {"main.py": "", **files}) == []
