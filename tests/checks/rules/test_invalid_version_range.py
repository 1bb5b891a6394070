"""Tests of RT008: declarations that do not follow the grammar of their tool."""

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
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22, <25"}}'},
            [("error", "package.json", 2, 22)],
        ),
        ({"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "twenty two\n"}, [("warning", ".nvmrc", 1, 1)]),
        ({"package.json": '{"scripts": {"start": "x"}, "engines": {"node": 22}}'}, [("error", "package.json", 1, 49)]),
    ],
)
def test_reports_invalid_version_range(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT008", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22 <25"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."}}'},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT008", files) == []


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"Pipfile": "[requires]\npython_version = 3.12\n"}, ("error", "Pipfile", 2, 18)),
        (
            {"Pipfile": "[packages]\n", "Pipfile.lock": '{"_meta": {"requires": {"python_version": 3.1}}}'},
            ("error", "Pipfile.lock", 1, 43),
        ),
        ({"pixi.toml": "[dependencies]\npython = 3.10\n"}, ("error", "pixi.toml", 2, 10)),
        (
            {"main.py": "", "pyproject.toml": "[tool.pixi.dependencies]\npython = 3.12\n"},
            ("error", "pyproject.toml", 2, 10),
        ),
        (
            {"main.py": "", "pyproject.toml": "[tool.poetry.dependencies]\npython = 3.12\n"},
            ("error", "pyproject.toml", 2, 10),
        ),
        ({"main.py": "", "uv.lock": "version = 1\nrequires-python = 3\n"}, ("error", "uv.lock", 2, 19)),
        ({"main.py": "", ".prototools": "python = 3.12\n"}, ("warning", ".prototools", 1, 10)),
        ({"main.py": "", "runtime.txt": "python-3.13.1 # why\n"}, ("warning", "runtime.txt", 1, 1)),
        ({"main.py": "", "runtime.txt": "3.13\n"}, ("warning", "runtime.txt", 1, 1)),
        *(
            ({"main.py": "", "runtime.txt": f"{line}\n"}, ("warning", "runtime.txt", 1, 1))
            for line in (
                *("python-3.12.x", "python-3.12.*", "Python-3.12.3", "python 3.12", "python3.12", "python-3"),
                *("python-3.12.3t", "python-3.14.0rc2", "python==3.12", "pypy3.10-7.3.11", "3.12.x"),
            )
        ),
    ],
)
def test_reports_values_of_a_wrong_form_in_python_projects(says: Says, files: Files, row: Row) -> None:
    assert says("RT008", {"requirements.txt": "", **files}) == [row]


@pytest.mark.parametrize(
    ("files", "help"),
    [
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = 3.10\n'}, '">=3.10"'),
        ({"pixi.toml": "[dependencies]\npython = 3.10\n"}, '"3.10"'),
        ({"pixi.toml": "[dependencies]\npython = {version = 3.10}\n"}, '"3.10"'),
        ({"Pipfile": "[requires]\npython_version = 3.10\n"}, '"3.10"'),
    ],
)
def test_suggests_the_number_that_is_written(found: Callable[..., list[Finding]], files: Files, help: str) -> None:
    (finding,) = found("RT008", {"main.py": "", "requirements.txt": "", **files})
    assert finding.help is not None
    assert help in finding.help


LINTED = '[project]\nname = "shop"\nrequires-python = ">=3.12"\n[tool.ruff]\nline-length = 100\n'


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"requirements.txt": "flask==3.1.0\n"}, "warning"),
        ({"requirements.txt": "flask==3.1.0\n", "uv.lock": "version = 1\n"}, "error"),
        ({}, "error"),
    ],
)
def test_warns_of_a_project_table_that_only_linters_read(says: Says, files: Files, severity: str) -> None:
    assert says("RT008", {"app.py": "", "pyproject.toml": LINTED, **files}) == [(severity, "pyproject.toml", 3, 19)]
