"""Tests of the rule about references in another letter case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.checks.support import presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Row, Says


def _start(path: str) -> str:
    return f'{{"scripts": {{"start": "node {path}"}}}}'


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"package.json": _start("Server.js"), "server.js": ""}, ("error", "package.json", 1, 29)),
        ({"package.json": _start("src/App"), "Src/app.js": ""}, ("error", "package.json", 1, 29)),
        ({"Package.json": _start("server.js"), "README": ""}, ("error", "Package.json", None, None)),
        (
            {"package.json": _start("a.js"), "a.js": "", "Requirements.txt": ""},
            ("warning", "Requirements.txt", None, None),
        ),
        *(
            (
                {"package.json": _start("a.js"), "a.js": "", each.swapcase(): ""},
                ("warning", each.swapcase(), None, None),
            )
            for each in (
                *("Pipfile", "Pipfile.lock", "pom.xml", "build.gradle.kts", "settings.gradle", "setup.py", "manage.py"),
                *("uv.lock", "poetry.lock", "yarn.lock", "pnpm-lock.yaml", ".nvmrc", ".python-version", "runtime.txt"),
                *(".tool-versions", "mise.toml", "pnpm-workspace.yaml", ".npmrc", "Procfile", "justpack.toml"),
                *(".gitignore", ".justpackignore"),
            )
        ),
        ({"pipfile": '[packages]\nflask = "*"\n', "README": ""}, ("error", "pipfile", None, None)),
        ({"pipfile": '[packages]\nflask = "*"\n', "app.py": ""}, ("warning", "pipfile", None, None)),
    ],
)
def test_reports_path_case_mismatch(says: Says, files: Files, row: Row) -> None:
    assert says("EN005", files) == [row]


def test_reports_one_finding_for_one_cause(says: Says) -> None:
    assert says("EN001", {"package.json": _start("Server.js"), "server.js": ""}) == []


def test_reports_the_mismatch_on_a_file_system_that_ignores_case(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "FOLDS_CASE", True)
    assert says("EN005", {"package.json": _start("server.js"), "server.js": ""}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": _start("server.js"), "server.js": ""},
        {"package.json": _start("server.js"), "server.js": "", "Server.js": ""},
        {"package.json": _start("Server.js"), "lib/server.js": ""},
        {"package.json": _start("a.js"), "a.js": "", "requirements.txt": "", "docs/Package.json": ""},
        {"package.json": _start("a.js"), "a.js": "", "Pipfile": "", "pipfile": ""},
        {"package.json": _start("a.js"), "a.js": "", "dockerfile": "", "Environment.yml": "", "Main.py": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("EN005", files) == []


def test_names_the_file_as_its_tool_looks_for_it(found: Callable[..., list[Finding]]) -> None:
    (one,) = found("EN005", {"Pipfile": "", "pipfile.lock": "{}", "app.py": ""})
    assert one.message == "pipfile.lock is not found by pipenv: the lock must be called Pipfile.lock"
    assert one.help == "rename it: `git mv -f pipfile.lock Pipfile.lock`"
