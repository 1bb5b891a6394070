"""Tests of RT005: ranges without an upper bound on which the prediction depends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

pytestmark = pytest.mark.usefixtures("pinned_catalog")

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


def _node(range: str) -> Files:
    return {"package.json": f'{{"scripts": {{"start": "node ."}},\n "engines": {{"node": "{range}"}}}}'}


def _python(range: str) -> Files:
    return {"pyproject.toml": f'[project]\nname = "x"\nversion = "1"\nrequires-python = "{range}"\n', "main.py": ""}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (_node(">=18"), ("warning", "package.json", 2, 22)),
        (_node("*"), ("warning", "package.json", 2, 22)),
        (_node("18 || >=22"), ("warning", "package.json", 2, 22)),
        (_python(">=3.12"), ("info", "pyproject.toml", 4, 19)),
    ],
)
def test_reports_open_ended_range(says: Says, files: Files, row: Row) -> None:
    assert says("RT005", files) == [row]


@pytest.mark.parametrize(("files", "line"), [(_node(">=18"), "'24.x'"), (_python(">=3.12"), "'==3.14.*'")])
def test_help_names_the_exact_line(found: Callable[..., list[Finding]], files: Files, line: str) -> None:
    (finding,) = found("RT005", files)
    assert finding.help is not None
    assert line in finding.help


@pytest.mark.parametrize(
    "files",
    [
        _node("22.x"),
        _node(">=22 <25"),
        _node("^22 || ^24"),
        _node("^22 || ^24 || ^26"),
        _node("^22.2.0 || ^24 || <=26.2"),
        _node(">=24"),
        _python("==3.13.*"),
        _python(">=3.12,<3.15"),
        _python(">=3.14"),
        {**_node(">=18"), ".nvmrc": "22\n", "package.json": '{"scripts": {"start": "node ."}}'},
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"pom.xml": "<project><properties><maven.compiler.release>17</maven.compiler.release></properties></project>"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT005", files) == []


def test_does_not_report_a_settled_assumption(says: Says) -> None:
    assert says("RT005", {**_node(">=18"), "justpack.toml": ""}) != []
    assert says("RT005", {**_python(">=3.12"), ".python-version": "3.13\n"}) == []
