"""Tests of RT001: a folder without a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.model import Location

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ({}, [("error", None, None, None)]),
        ({"README.md": "x"}, [("error", None, None, None)]),
        ({"backend/package.json": '{"scripts": {"start": "x"}}'}, [("error", None, None, None)]),
        (
            {"package.json": '{"scripts": {"start": "x"}}', ".gitignore": "package.json\n"},
            [("error", None, None, None)],
        ),
    ],
)
def test_reports_no_runtime_detected(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT001", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"requirements.txt": "flask\n"},
        {"pom.xml": "<project/>"},
        {"package.json": "{"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT001", files) == []


def test_does_not_report_a_package_without_files_a_second_time(says: Says, found: Callable[..., list[Finding]]) -> None:
    files: Files = {"package.json": "{}", "index.js": "", ".gitignore": "*\n"}
    assert says("RT001", files) == []
    (one,) = found("FP005", files)
    assert [(each.location, each.label) for each in one.related] == [(Location(".gitignore", 1), "'*' leaves 3 out")]


START = '{"scripts": {"start": "node index.js"}}'


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        *(
            ({f"app/{name}": START if name == "package.json" else ""}, "app")
            for name in (
                *(
                    "package.json",
                    "pyproject.toml",
                    "requirements.txt",
                    "Pipfile",
                    "setup.py",
                    "setup.cfg",
                    "manage.py",
                ),
                *("uv.lock", "environment.yml", "environment.yaml", "pixi.toml", "pom.xml"),
                *("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
                *("index.js", "main.py", "app.py", "server.js"),
            )
        ),
        ({"backend/settings.gradle": 'include("core")', "backend/core/build.gradle": ""}, "backend"),
        ({"portal/manage.py": "", "portal/shop/pyproject.toml": ""}, "portal"),
        ({"services/api/package.json": START, "services/web/package.json": START}, "services/api, services/web"),
        ({"api/package.json": START, "scripts/main.py": ""}, "api"),
        ({f"unit-{number:02}/package.json": START for number in range(8)}, ", ".join(f"unit-{n:02}" for n in range(8))),
        (
            {f"unit-{number:02}/package.json": START for number in range(12)},
            ", ".join(f"unit-{number:02}" for number in range(8)) + " and 4 more",
        ),
    ],
)
def test_names_the_folders_that_contain_the_app(
    found: Callable[..., list[Finding]], files: Files, folders: str
) -> None:
    (one,) = found("RT001", {"README.md": "", **files})
    assert one.help == f"deploy the folder that contains the app: {folders}"


@pytest.mark.parametrize("path", ["package.json", "Pipfile", "settings.gradle.kts", "manage.py", "main.py", "app.jar"])
def test_names_the_manifest_that_is_left_out(found: Callable[..., list[Finding]], path: str) -> None:
    (one,) = found("RT001", {path: "", "notes.txt": "", ".nvmrc": "22", ".gitignore": f".nvmrc\nnotes.txt\n/{path}\n"})
    assert one.help == f"re-include it: `!{path}` in .justpackignore"
    assert [(each.location, each.label) for each in one.related] == [
        (Location(".gitignore", 3), f"{path} exists, but is left out by '/{path}'")
    ]


def test_names_a_manifest_at_the_root_before_the_folders_of_its_modules(found: Callable[..., list[Finding]]) -> None:
    (one,) = found("RT001", {"pom.xml": "", "core/pom.xml": "", ".gitignore": "/pom.xml\n"})
    assert one.help == "re-include it: `!pom.xml` in .justpackignore"


@pytest.mark.parametrize(("path", "tool"), [("build.sbt", "sbt"), ("build.xml", "Ant"), ("go.mod", "Go")])
def test_names_the_project_of_another_tool(found: Callable[..., list[Finding]], path: str, tool: str) -> None:
    (one,) = found("RT001", {path: ""})
    assert one.message.startswith(f"no project was found here: {path} belongs to {tool},")
