"""Tests of the rule about local dependencies that are not packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says


def _node(spec: str, kind: str = "dependencies") -> dict[str, str]:
    return {"package.json": f'{{"scripts": {{"start": "x"}},\n"{kind}": {{"a": "{spec}"}}}}'}


def _python(rest: str) -> dict[str, str]:
    return {"pyproject.toml": f'[project]\nname = "x"\nrequires-python = "==3.13.*"\n{rest}'}


@pytest.mark.parametrize(
    "spec", ["file:../a", "link:../a", "../a", "file:/abs/a", "~/a", "portal:../../a", "file:libs/a"]
)
def test_reports_paths_of_node(says: Says, spec: str) -> None:
    assert [row[:3] for row in says("MF004", _node(spec))] == [("error", "package.json", 2)]


def _member(spec: str, workspaces: str = '["packages/*"]') -> dict[str, str]:
    return {
        "package.json": f'{{"scripts": {{"start": "x"}}, "workspaces": {workspaces}}}',
        "packages/api/package.json": f'{{"name": "api",\n"dependencies": {{"a": "{spec}"}}}}',
    }


def _npm_lock(folder: str) -> dict[str, str]:
    return {"package-lock.json": f'{{"lockfileVersion": 3, "packages": {{"": {{}}, "{folder}": {{}}}}}}'}


@pytest.mark.parametrize(
    "files",
    [
        _member("file:../../../a"),
        _member("file:../../../a", '{"packages": ["./packages/api/"]}'),
        _member("file:../a"),
        _member("file:../../../a", '["packages/**"]'),
        _member("file:../../../a", '["packages/*", "!packages/b"]'),
        {**_member("file:../../../a", "[]"), "pnpm-workspace.yaml": "packages: ['packages/*']"},
        {**_member("file:../../../a", "[]"), **_npm_lock("packages/api")},
    ],
)
def test_reports_paths_of_members(says: Says, files: dict[str, str]) -> None:
    assert [row[:3] for row in says("MF004", files)] == [("error", "packages/api/package.json", 2)]


@pytest.mark.parametrize(
    "files",
    [
        {**_member("file:../b"), "packages/b/package.json": "{}"},
        _member("file:../../../a", "[]"),
        _member("file:../../../a", '["packages/*", "!packages/api"]'),
        {**_member("file:../../../a", "[]"), "pnpm-workspace.yaml": "packages: ['packages/*', '!packages/api']"},
        {**_member("file:../../../a", "[]"), "pnpm-workspace.yaml": "packages: ["},
        {**_member("file:../../../a"), **_npm_lock("packages/b")},
    ],
)
def test_does_not_report_packed_paths_of_members_or_other_folders(says: Says, files: dict[str, str]) -> None:
    assert says("MF004", files) == []


@pytest.mark.parametrize(
    "rest",
    [
        '"overrides": {"a": "file:../a"}',
        '"overrides": {"b": {"a": "file:../a"}}',
        '"resolutions": {"a": "link:../a"}',
        '"pnpm": {"overrides": {"a": "../a"}}',
    ],
)
def test_reports_replacements_as_warnings(says: Says, rest: str) -> None:
    files = {"package.json": f'{{"scripts": {{"start": "x"}},\n{rest}}}'}
    assert [row[:3] for row in says("MF004", files)] == [("warning", "package.json", 2)]
    assert says("MF004", {"package.json": files["package.json"].replace("../a", "./a"), "a/package.json": "{}"}) == []


def test_reports_development_dependencies_as_warnings(says: Says) -> None:
    assert [row[0] for row in says("MF004", _node("file:../a", "devDependencies"))] == ["warning"]


@pytest.mark.parametrize(
    "files",
    [
        {**_node("file:libs/a"), "libs/a/package.json": "{}"},
        {**_node("file:libs/a.tgz"), "libs/a.tgz": "x"},
        _node("^1.0.0"),
        _node("workspace:*"),
        _node("github:a/b"),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("MF004", files) == []


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"requirements.txt": "flask\n-e ../shared\n"}, ("requirements.txt", 2)),
        ({"requirements.txt": "../shared[x]\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "a @ file:///home/me/a.whl\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": '-e "../shared"\n'}, ("requirements.txt", 1)),
        ({"requirements.txt": "-e shared[x]\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "./vendor/a.whl;python_version >= '3.8'\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "vendor/a-1-py3-none-any.whl\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "a-1.tar.gz[x] ; python_version >= '3.8'\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "libs/a\n"}, ("requirements.txt", 1)),
        ({"requirements.txt": "a/[x]\n"}, ("requirements.txt", 1)),
        (_python('dependencies = ["a @ file:///home/me/a"]\n'), ("pyproject.toml", 4)),
        (_python('dependencies = ["a"]\n[tool.uv.sources]\na = {path = "../a"}\n'), ("pyproject.toml", 6)),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "3.13.*"\na = {path = "../a"}\n'},
            ("pyproject.toml", 3),
        ),
        ({"Pipfile": '[packages]\na = {path = "../a"}\n'}, ("Pipfile", 2)),
    ],
)
def test_reports_paths_of_python(says: Says, files: dict[str, str], row: tuple[str, int]) -> None:
    assert [each[:3] for each in says("MF004", files)] == [("error", *row)]


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "-e .\n./libs/a\nflask\n", "libs/a/pyproject.toml": ""},
        {"requirements.txt": "a @ https://example.org/a.whl\ngit+https://example.org/a\n"},
        {"requirements.txt": "./vendor/a.whl;python_version >= '3.8'\n", "vendor/a.whl": "x"},
        {"requirements.txt": "vendor/a.whl[x];python_version >= '3.8'\nlibs/a\n", "vendor/a.whl": "x", "libs/a/b": ""},
        {"requirements.txt": "-e libs/a\n-e git+https://x/a#egg=a\n-e $LIBS/b\n", "libs/a/setup.py": ""},
        {"requirements.txt": "https://example.org/a.whl\na@https://x/a.zip\n${X}/a.whl\na; x == 'b/c'\n"},
        {"requirements.txt": "file:libs/a;1#egg=a ; python_version >= '3.8'\n", "libs/a;1/setup.py": ""},
        {**_python('[tool.uv.sources]\na = {path = "libs/a"}\n'), "libs/a/pyproject.toml": ""},
        {**_python('[tool.uv.sources]\na = {path = "../a"}\n'), "requirements.txt": "flask\n"},
    ],
)
def test_does_not_report_similar_python_projects(says: Says, files: dict[str, str]) -> None:
    assert says("MF004", files) == []


UV = "[tool.uv.sources]\na = { path = '../a' }\n"
POETRY = "[tool.poetry.dependencies]\n"


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "a @ file:///kits/a ; sys_platform == 'win32'\n", "main.py": ""},
        {"requirements.txt": "a @ file:../a ; python_version < '3'\n", "main.py": ""},
        _python("version = '1'\ndependencies = [\"a @ file:../a ; os_name == 'nt'\"]\n"),
        _python(f"version = '1'\ndependencies = ['b']\n{UV}"),
        _python(f"version = '1'\ndependencies = [\"a; sys_platform == 'darwin'\"]\n{UV}"),
        _python(
            "version = '1'\ndependencies = ['a']\n"
            "[tool.uv.sources]\na = { path = '../a', marker = \"sys_platform == 'win32'\" }\n"
        ),
        {"pyproject.toml": f"{POETRY}a = {{path = '../a', optional = true}}\n"},
        {"pyproject.toml": f"{POETRY}a = {{path = '../a', platform = 'win32'}}\n"},
        {"pyproject.toml": f"{POETRY}a = {{path = '../a', python = '<3.10'}}\n"},
        {"pyproject.toml": f"{POETRY}a = {{path = '../a', markers = \"sys_platform == 'win32'\"}}\n"},
        {"Pipfile": "[packages]\na = {path = '../a', sys_platform = \"== 'win32'\"}\n"},
    ],
)
def test_does_not_report_paths_that_linux_never_installs(says: Says, files: dict[str, str]) -> None:
    assert says("MF004", files) == []


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"requirements.txt": "a @ file:///kits/a ; sys_platform == 'linux'\n", "main.py": ""}, "error"),
        (_python(f"version = '1'\ndependencies = ['A']\n{UV}"), "error"),
        (_python(f"version = '1'\n[dependency-groups]\nx = ['a']\n{UV}"), "warning"),
        (_python(f"version = '1'\n[project.optional-dependencies]\nx = ['a']\n{UV}"), "warning"),
        ({"pyproject.toml": f"{POETRY}a = {{path = '../a', python = '>=3.10', platform = 'linux'}}\n"}, "error"),
    ],
)
def test_reports_paths_that_linux_installs(says: Says, files: dict[str, str], severity: str) -> None:
    assert [row[0] for row in says("MF004", files)] == [severity]


def _poetry(project: str) -> str:
    return f'{project}[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\ncore = {{path = "../core"}}\n'


PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.12"\n'


def test_does_not_report_a_path_of_poetry_that_the_project_does_not_list(says: Says) -> None:
    text = _poetry(f'{PROJECT}dependencies = ["six"]\n')
    assert says("MF004", {"main.py": "", "pyproject.toml": text}) == []


@pytest.mark.parametrize(
    "project", ["", f'{PROJECT}dependencies = ["six", "Core"]\n', f"{PROJECT}dependencies = []\n",
                f'{PROJECT}dynamic = ["dependencies"]\n']
)  # fmt: skip
def test_reports_a_path_of_poetry(says: Says, project: str) -> None:
    assert [row[:2] for row in says("MF004", {"main.py": "", "pyproject.toml": _poetry(project)})] == [
        ("error", "pyproject.toml")
    ]


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("./kits/none ; sys_platform == 'win32'", True),
        ("./kits/a-1.zip ; sys_platform == 'win32'", False),
        ("bolt @ file:./kits/bolt ; sys_platform == 'win32'", False),
    ],
)
def test_reports_a_folder_without_a_name_whatever_its_marker(says: Says, line: str, reported: bool) -> None:
    files = {".python-version": "3.13\n", "main.py": "", "requirements.txt": f"{line}\n"}
    assert bool(says("MF004", files)) is reported
