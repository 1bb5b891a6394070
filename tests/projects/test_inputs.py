"""Tests of the folders that are inputs of projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.projects.discovery import find
from tests.projects.repositories import SERVICE, Write

APP = '{"name": "api", "scripts": {"start": "node ."}, "dependencies": {"@shop/lib": "%s"}}'


@pytest.mark.parametrize("spec", ["workspace:*", "^1.0.0", "file:../../libs/lib", "*"])
def test_a_node_library_that_an_app_names_is_an_input(repository: Path, write: Write, spec: str) -> None:
    write({"apps/api/package.json": APP % spec, "libs/lib/package.json": '{"name": "@shop/lib", "main": "index.js"}'})
    found = find(repository, None)
    assert (found.projects, found.inputs) == (("apps/api",), {"libs/lib": "apps/api"})


def test_an_app_that_another_names_stays_a_project(repository: Path, write: Write) -> None:
    write({
        "apps/api/package.json": APP % "workspace:*",
        "apps/lib/package.json": '{"name": "@shop/lib", "scripts": {"start": "node ."}}',
    })  # fmt: skip
    assert find(repository, None).projects == ("apps/api", "apps/lib")


def test_a_library_that_nobody_names_is_a_project(repository: Path, write: Write) -> None:
    write({"libs/lib/package.json": '{"name": "@shop/lib"}'})
    assert find(repository, None).projects == ("libs/lib",)


@pytest.mark.parametrize(
    "root",
    [
        {"package.json": '{"private": true, "workspaces": ["apps/*"]}'},
        {"package.json": "{}", "pnpm-workspace.yaml": "packages: ['apps/*']\n"},
        {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["apps/*"]\n'},
    ],
)
def test_the_root_of_a_workspace_is_no_project(repository: Path, write: Write, root: dict[str, str]) -> None:
    write({**root, "apps/api/package.json": '{"scripts": {"start": "node ."}}'})
    found = find(repository, None)
    assert (found.projects, found.inputs) == (("apps/api",), {".": "apps/api"})


@pytest.mark.parametrize(
    "files",
    [
        {"api/requirements.txt": "-e ../lib\nflask\n"},
        {"api/requirements.txt": "../lib\n"},
        {"api/pyproject.toml": '[project]\nname = "api"\ndependencies = ["shop-lib"]\n'},
        {"api/pyproject.toml": '[project]\nname = "api"\n[tool.uv.sources]\nother = {path = "../lib"}\n'},
        {"api/pyproject.toml": '[tool.poetry.dependencies]\nlib = {path = "../lib", develop = true}\n'},
        {"api/pyproject.toml": '[project]\nname = "api"\n[tool.uv.sources]\nShop_Lib = {workspace = true}\n'},
    ],
)
def test_a_python_library_that_an_app_names_is_an_input(repository: Path, write: Write, files: dict[str, str]) -> None:
    write({**files, "lib/pyproject.toml": '[project]\nname = "shop-lib"\nversion = "1"\n'})
    assert find(repository, None).inputs == {"lib": "api"}


@pytest.mark.parametrize(
    "files",
    [
        {"pom.xml": "<project><modules><module>core</module><module>web</module></modules></project>",
         "core/pom.xml": "<project/>", "web/pom.xml": "<project/>"},
        {"settings.gradle": "include 'core', 'web'\n", "build.gradle": "", "core/build.gradle": "",
         "web/build.gradle": ""},
        {"settings.gradle.kts": 'include(":core", ":web")\n', "core/build.gradle.kts": "", "web/build.gradle.kts": "",
         "build.gradle.kts": ""},
    ],
)  # fmt: skip
def test_the_modules_of_a_java_build_are_inputs_of_its_root(
    repository: Path, write: Write, files: dict[str, str]
) -> None:
    write(files)
    found = find(repository, None)
    assert (found.projects, set(found.inputs)) == ((".",), {"core", "web"})


def test_a_folder_with_a_procfile_is_a_project(repository: Path, write: Write) -> None:
    write({"pom.xml": "<project><modules><module>web</module></modules></project>", "web/pom.xml": "<project/>",
           "web/Procfile": "web: java -jar x.jar\n"})  # fmt: skip
    assert find(repository, None).projects == (".", "web")


def test_a_manifest_that_cannot_be_read_is_a_project(repository: Path, write: Write) -> None:
    write({"a/package.json": "{", "b/pyproject.toml": "[", "c/pom.xml": "<"})
    assert find(repository, None).projects == ("a", "b", "c")


def test_a_root_with_tools_only_is_not_a_project(repository: Path, write: Write) -> None:
    write({"package.json": '{"private": true, "devDependencies": {"prettier": "3"}}', "web/package.json": SERVICE,
           "api/requirements.txt": "flask\n"})  # fmt: skip
    assert find(repository, None).projects == ("api", "web")


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"private": true, "dependencies": {"express": "5"}}'},
        {"package.json": '{"private": true, "scripts": {"start": "node a.js"}}'},
        {"package.json": '{"private": true}', "index.js": "exports.handler = 1"},
    ],
)
def test_a_root_that_can_start_is_a_project(repository: Path, write: Write, files: dict[str, str]) -> None:
    write({**files, "web/package.json": SERVICE})
    assert find(repository, None).projects == (".", "web")


NX = {"nx.json": "{}", "package.json": '{"private": true, "workspaces": ["libs/*"], "dependencies": {"react": "19"}}'}


def test_apps_of_nx_without_a_manifest_are_inputs_of_the_root(repository: Path, write: Write) -> None:
    write({**NX, "apps/web/project.json": '{"projectType": "application"}', "libs/a/package.json": '{"exports": "./a"}',
           "libs/b/project.json": '{"projectType": "library"}'})  # fmt: skip
    found = find(repository, None)
    assert (found.projects, found.inputs) == ((".",), {"apps/web": "."})


def test_a_project_file_without_nx_is_not_an_app(repository: Path, write: Write) -> None:
    write({"api/package.json": SERVICE, "data/project.json": '{"projectType": "application"}', "x/project.json": "["})
    found = find(repository, None)
    assert (found.projects, found.inputs) == (("api",), {})


def test_a_package_with_a_container_is_a_project_although_a_sibling_names_it(repository: Path, write: Write) -> None:
    server = '{"name": "@shop/api", "exports": {"./types": "./t.ts"}, "dependencies": {"hono": "4"}}'
    write({"web/package.json": APP.replace("lib", "api") % "workspace:*", "api/package.json": server,
           "api/Dockerfile": "FROM oven/bun\n"})  # fmt: skip
    assert find(repository, None).projects == ("api", "web")


def test_pages_below_the_sources_of_a_java_app_are_an_input(repository: Path, write: Write) -> None:
    write({"pom.xml": "<project/>", "src/main/webui/package.json": SERVICE, "shop/build.gradle": "",
           "shop/src/main/web/package.json": SERVICE})  # fmt: skip
    found = find(repository, None)
    assert (found.projects, found.inputs) == ((".", "shop"), {"shop/src/main/web": "shop", "src/main/webui": "."})


def test_a_manage_py_below_its_manifest_is_an_input(repository: Path, write: Write) -> None:
    write({"pyproject.toml": '[project]\nname = "shop"\n', "backend/manage.py": "", "other/manage.py": "",
           "other/requirements.txt": "django\n"})  # fmt: skip
    found = find(repository, None)
    assert (found.projects, found.inputs) == ((".", "other"), {"backend": "."})


def test_a_replacement_that_an_override_names_is_an_input(repository: Path, write: Write) -> None:
    write({"package.json": '{"scripts": {"start": "node ."}, "overrides": {"fs-x": "file:stub/fs-x"}}',
           "stub/fs-x/package.json": '{"name": "fs-x"}'})  # fmt: skip
    assert find(repository, None).inputs == {"stub/fs-x": "."}


def test_the_logic_of_a_gradle_build_is_an_input(repository: Path, write: Write) -> None:
    write({"settings.gradle": "", "build.gradle": "", "buildSrc/build.gradle.kts": ""})
    assert find(repository, None).inputs == {"buildSrc": "."}
