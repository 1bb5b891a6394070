"""Tests of MF001: manifests that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({"package.json": '{"scripts": {"start": "x"}\n"a": 1}'}, [("error", "package.json", 2, 1)]),
        ({"pom.xml": "<project>\n<a></project>"}, [("error", "pom.xml", 2, 6)]),
        ({"package.json": b'{"name": "\xff"}'}, [("error", "package.json", 1, 11)]),
        ({"package.json": "[]"}, [("error", "package.json", 1, 1)]),
        ({"package.json": "-> /etc/hostname"}, [("error", "package.json", None, None)]),
        ({"requirements.txt": "flask\n", "app.py": "x", "package.json": "{"}, [("warning", "package.json", 1, 2)]),
    ],
)
def test_reports_manifest_syntax(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("MF001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"pom.xml": "<project/>"},
        {"pyproject.toml": '[project]\nname = "a"\n'},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("MF001", files) == []


APP = {"package.json": '{"scripts": {"start": "node ."}}', "index.js": ""}


@pytest.mark.parametrize("path", [".nvmrc", "mise.toml", ".tool-versions"])
def test_does_not_repeat_that_a_version_file_leads_out(says: Says, path: str) -> None:
    files = {**APP, path: "-> /etc/hostname"}
    assert says("MF001", files) == []
    assert says("FP001", {}) == [("error", path, None, None)]


@pytest.mark.parametrize(("listed", "rows"), [("packages/*", [("error", "packages/a/package.json")]), ("apps/*", [])])
def test_reports_the_manifest_of_a_member_as_an_error(says: Says, listed: str, rows: list[tuple[str, str]]) -> None:
    root = f'{{"workspaces": ["{listed}"], "scripts": {{"start": "node ."}}}}'
    files = {"package.json": root, "index.js": "", "packages/a/package.json": '{"name" "a"}', "apps/b/x": ""}
    assert [each[:2] for each in says("MF001", files)] == rows


NAMED = '[project]\nname = "a"\n'


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('project = "x"\n', ("error", "pyproject.toml", 1)),
        (f'{NAMED}version = "latest"\n', ("error", "pyproject.toml", 3)),
        (f"{NAMED}version = 1\n", ("error", "pyproject.toml", 3)),
        ('[project]\nname = "a b"\nversion = "1"\n', ("error", "pyproject.toml", 2)),
        (f"{NAMED}dependencies = []\n", ("error", "pyproject.toml", 1)),
        (f"{NAMED}[tool.poetry]\npackage-mode = false\n", ("warning", "pyproject.toml", 1)),
        ("[project]\ndependencies = []\n[tool.pdm]\ndistribution = false\n", ("warning", "pyproject.toml", 1)),
        ('[project]\nname = ""\nversion = ""\ndependencies = []\n[tool.pdm]\n', ("warning", "pyproject.toml", 2)),
        ("[project]\ndependencies = []\n[tool.pdm]\n", ("warning", "pyproject.toml", 1)),
        ('[project]\nname = ""\nversion = "1"\ndependencies = []\n', ("error", "pyproject.toml", 2)),
        ('[project]\nname = "a b"\nversion = "1"\n[tool.pdm]\n', ("error", "pyproject.toml", 2)),
        (
            f'{NAMED}version = "1"\nrequires-python = "^3.13"\n[tool.poetry]\npackages = []\n',
            ("warning", "pyproject.toml", 4),
        ),
    ],
)
def test_reports_what_the_project_table_forbids(says: Says, text: str, row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("MF001", {"pyproject.toml": text, "main.py": ""})] == [row]


def test_warns_of_the_empty_name_of_a_project_that_pdm_locks(says: Says) -> None:
    table = '[project]\nname = ""\nversion = ""\ndependencies = []\nrequires-python = ">=3.13"\n'
    files = {"pyproject.toml": table, "pdm.lock": '[metadata]\nlock_version = "4.5.0"\n', "main.py": ""}
    assert [each[:3] for each in says("MF001", files)] == [("warning", "pyproject.toml", 2)]


@pytest.mark.parametrize(
    "text",
    [
        f'{NAMED}version = "1.0rc1"\n',
        f'{NAMED}dynamic = ["version"]\ndependencies = []\n',
        f'{NAMED}version = "1"\nrequires-python = ">=3.13"\n[tool.poetry]\npackages = []\n',
        '[tool.poetry]\nversion = "1"\n',
    ],
)
def test_does_not_report_a_valid_project_table(says: Says, text: str) -> None:
    assert says("MF001", {"pyproject.toml": text, "main.py": ""}) == []


def test_does_not_report_a_python_source_that_declares_its_encoding(says: Says) -> None:
    source = b'# -*- coding: latin-1 -*-\nNAME = "\xe9"\ndef handler(event, context):\n    return NAME\n'
    assert says("MF001", {"main.py": source}) == []


def test_reports_a_python_source_that_declares_no_encoding(says: Says) -> None:
    assert says("MF001", {"main.py": b'NAME = "\xe9"\n'}) == [("warning", "main.py", 1, 9)]
