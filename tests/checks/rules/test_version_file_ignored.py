"""Tests of RT012: version files that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.facts.manifests import FILES

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n", ".gitignore": "# x\n.nvmrc\n"},
            [("warning", ".nvmrc", None, None)],
        ),
        (
            {"requirements.txt": "flask\n", ".python-version": "3.13\n", ".gitignore": ".*\n"},
            [("warning", ".python-version", None, None)],
        ),
    ],
)
def test_reports_version_file_ignored(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT012", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22\n"},
        {"package.json": '{"scripts": {"start": "node ."}}', ".gitignore": ".nvmrc\n"},
        {".nvmrc": "22\n", ".gitignore": ".nvmrc\n"},
        {
            "package.json": '{"scripts": {"start": "node ."}}',
            ".nvmrc": "22\n",
            ".gitignore": ".nvmrc\n",
            ".justpackignore": "!.nvmrc\n",
        },
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT012", files) == []


VERSION_FILES = {
    **dict.fromkeys((".nvmrc", ".node-version", ".n-node-version", ".naverc"), "22\n"),
    ".nodeenvrc": "[nodeenv]\nnode = 22.11.0\n",
    ".npmrc": "use-node-version=22.11.0\n",
    "pnpm-workspace.yaml": "useNodeVersion: 22.11.0\n",
    **dict.fromkeys((".python-version", ".python-versions"), "3.13\n"),
    "runtime.txt": "python-3.13.1\n",
    ".java-version": "21\n",
    ".sdkmanrc": "java=21.0.2-tem\n",
    "system.properties": "java.runtime.version=21\n",
    "jitpack.yml": "jdk:\n  - openjdk21\n",
    ".tool-versions": "nodejs 22.11.0\n",
    ".prototools": 'node = "22"\n',
    **dict.fromkeys(
        (
            *("mise.local.toml", ".mise.local.toml", "mise.toml", ".mise.toml", "mise/config.toml"),
            *(".mise/config.toml", ".config/mise.toml", ".config/mise/config.toml", ".config/mise/mise.toml"),
            *("mise/config.local.toml", ".mise/config.local.toml", ".config/mise.local.toml"),
            *(".config/mise/mise.local.toml", ".config/mise/config.local.toml"),
        ),
        '[tools]\nnode = "22"\n',
    ),
}


def test_every_version_file_of_the_table_is_tried() -> None:
    named = {each.name for each in FILES if each.kind == "version file" or each.version_line}
    assert {name for name in named if not name.endswith("/")} == set(VERSION_FILES)


@pytest.mark.parametrize("folder", ["mise/conf.d/", ".mise/conf.d/", ".config/mise/conf.d/"])
def test_reports_a_file_of_a_folder_that_mise_reads(says: Says, folder: str) -> None:
    files = {"package.json": '{"scripts": {"start": "node ."}}', f"{folder}a.toml": '[tools]\nnode = "22"\n'}
    assert says("RT012", {**files, ".gitignore": "a.toml\n"}) == [("warning", f"{folder}a.toml", None, None)]


@pytest.mark.parametrize("pattern", ["file", "folder"])
@pytest.mark.parametrize("path", VERSION_FILES)
def test_reports_every_version_file_that_is_left_out(says: Says, path: str, pattern: str) -> None:
    line = path if pattern == "file" else path.partition("/")[0]
    files = {"package.json": '{"scripts": {"start": "node ."}}', path: VERSION_FILES[path], ".gitignore": f"/{line}\n"}
    assert says("RT012", files) == [("warning", path, None, None)]


@pytest.mark.parametrize(
    "content",
    ['[tools]\n"core:node" = "22"', '[tools.node]\nversion = "22"', 'tools = {node = "22"}', 'tools.node = "22"'],
)
def test_reports_each_form_in_which_mise_names_a_tool(says: Says, content: str) -> None:
    files = {"package.json": "{}", "mise.toml": content, ".gitignore": "mise.toml\n"}
    assert says("RT012", files) == [("warning", "mise.toml", None, None)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("mise.local.toml", '[env]\nNODE_ENV = "development"\n[tools]\nterraform = "1.9"\n'),
        (".tool-versions", "terraform 1.9.0\n"),
        (".npmrc", "//registry.example.com/:_authToken=x\n"),
        ("pnpm-workspace.yaml", "packages:\n  - apps/*\n"),
        ("system.properties", "file.encoding=UTF-8\n"),
        ("jitpack.yml", "install:\n  - ./gradlew publish\n"),
        (".sdkmanrc", "gradle=8.10\n"),
        ("runtime.txt", "ruby-3.3.0\n"),
    ],
)
def test_does_not_report_a_file_that_names_no_runtime(says: Says, path: str, content: str) -> None:
    files = {"package.json": '{"scripts": {"start": "node ."}}', path: content, ".gitignore": f"{path}\n"}
    assert says("RT012", files) == []
