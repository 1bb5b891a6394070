"""Tests of the rule about members that are packed without their workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import check
from justpack.model import Finding
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

MEMBER = {"package.json": '{"scripts": {"start": "x"},\n"dependencies": {"@a/b": "workspace:*"}}'}
UV = {
    "pyproject.toml": '[project]\nname = "x"\nrequires-python = "==3.13.*"\ndependencies = ["b-c"]\n'
    "[tool.uv.sources]\nb-c = {workspace = true}\n"
}


def _pom(version: str, relative: str = "") -> dict[str, str]:
    parent = f"<groupId>g</groupId><artifactId>p</artifactId><version>{version}</version>{relative}"
    return {"pom.xml": f"<project><modelVersion>4.0.0</modelVersion>\n<parent>{parent}</parent></project>"}


def _gradle(rest: str) -> dict[str, str]:
    return {
        "build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }",
        "settings.gradle": rest,
    }


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (MEMBER, ("error", "package.json", 2)),
        ({**MEMBER, "packages/c/package.json": '{"name": "@a/c"}'}, ("error", "package.json", 2)),
        (UV, ("warning", "pyproject.toml", 6)),
        ({**UV, "uv.lock": "version = 1\n"}, ("error", "pyproject.toml", 6)),
        (_pom("1-SNAPSHOT"), ("error", "pom.xml", 2)),
        (_pom("${revision}", "<relativePath>../pom.xml</relativePath>"), ("error", "pom.xml", 2)),
        (_gradle("rootProject.name = 'a'\nincludeBuild '../b'\n"), ("error", "settings.gradle", 2)),
        (_gradle("pluginManagement { includeBuild '../b' }\n"), ("error", "settings.gradle", 1)),
        (_gradle("if (x) {\n}\n\nincludeBuild('../b') {\n}\n"), ("error", "settings.gradle", 4)),
        (_gradle("x = '{'\nx = \"//\"; includeBuild '../b' // b\n"), ("error", "settings.gradle", 2)),
        (_gradle("include ':b'\nproject(':b').projectDir = file('../b')\n"), ("error", "settings.gradle", 2)),
        (_gradle("project(':b').projectDir = new File(settingsDir, '../b')"), ("error", "settings.gradle", 1)),
    ],
)
def test_reports_unpackaged_workspace(says: Says, files: dict[str, str], row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("MF007", files)] == [row]


PARTS = {
    "package.json": '{"scripts": {"start": "x"},\n"dependencies": {"@a/b": "workspace:*", "c": "catalog:"},\n'
    '"devDependencies": {"d": "catalog:test"}}'
}
LINKED = {
    "package.json": '{"scripts": {"start": "x"}, "workspaces": ["p/*"]}',
    "p/a/package.json": '{"name": "a",\n"dependencies": {"b": "1.0.0"}}',
    "p/b/package.json": '{"name": "b", "version": "1.0.0"}',
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}, "p/a": {}, "p/b": {"version": "1.0.0"}, '
    '"node_modules/a": {"link": true, "resolved": "p/a"}, "node_modules/b": {"link": true, "resolved": "p/b"}}}',
}


def test_reports_one_finding_for_all_parts_of_a_workspace(found: Callable[..., list[Finding]]) -> None:
    [finding] = found("MF007", PARTS)
    assert "3 parts of the workspace" in finding.message
    assert all(part in finding.message for part in ("@a/b (workspace:*)", "c (catalog:)", "d (catalog:test)"))
    assert "justpack pack" in str(finding.help)
    assert [each.location.line for each in finding.related] == [2, 3]


def test_reports_a_linked_member_that_a_rule_leaves_out(says: Says) -> None:
    assert says("MF007", LINKED) == []
    assert [row[:3] for row in says("MF007", {**LINKED, ".justpackignore": "p/b/\n"})] == [
        ("error", "p/a/package.json", 2)
    ]


@pytest.mark.parametrize(
    "catalog",
    [
        {"pnpm-workspace.yaml": "packages: [.]\ncatalog: {c: '1'}\ncatalogs: {test: {d: '1'}}\n"},
        {".yarnrc.yml": "catalog: {c: '1'}\ncatalogs: {test: {d: '1'}}\n"},
    ],
)
def test_does_not_report_ranges_of_a_packed_catalog(says: Says, catalog: dict[str, str]) -> None:
    files = {**PARTS, **catalog, "packages/b/package.json": '{"name": "@a/b"}'}
    assert says("MF007", files) == []


@pytest.mark.parametrize(
    "files",
    [
        {**MEMBER, "packages/b/package.json": '{"name": "@a/b"}'},
        {**UV, "libs/b/pyproject.toml": '[project]\nname = "B_c"\n'},
        _pom("1.0"),
        _pom("1.0", "<relativePath>../pom.xml</relativePath>"),
        _pom("1-SNAPSHOT", "<relativePath/>"),
        _pom("1-SNAPSHOT", "</parent><repositories><repository/></repositories><parent>"),
        {**_pom("${revision}"), ".mvn/maven.config": "-Drevision=1"},
        {**_pom("${revision}", "<relativePath>p</relativePath>"), "p/pom.xml": "<project/>"},
        {**_pom("1-SNAPSHOT", "<relativePath>parent</relativePath>"), "parent/pom.xml": "<project/>"},
        {**_gradle("includeBuild('b')\n// includeBuild '../c'\n"), "b/build.gradle": ""},
        _gradle("if (file('../b').exists()) {\n    includeBuild '../b'\n}\n"),
        _gradle("if (file('../b').exists())\n\n    includeBuild '../b'\n"),
        _gradle("if (x) {\n} else includeBuild '../b'\n"),
        _gradle("pluginManagement { if (x) { includeBuild '../b' } }\n"),
        _gradle("/*\nincludeBuild '../b'\n*/\n"),
        _gradle('x = """\nincludeBuild \'../b\'\n"""\n'),
        _gradle("includeBuild '../' + name\nincludeBuild \"../$name\"\n"),
        _gradle("project(':b').projectDir = file('libs/b')\n"),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("MF007", files) == []


def _modules(inside: str) -> dict[str, str]:
    own = "<groupId>g</groupId><artifactId>p</artifactId><version>2-SNAPSHOT</version><packaging>pom</packaging>"
    return {"pom.xml": f"<project><modelVersion>4.0.0</modelVersion>{own}\n<modules>{inside}</modules></project>"}


@pytest.mark.parametrize(
    "files",
    [
        _modules("<module>web</module>"),
        {**_modules("<module>web</module>"), "web/README.md": ""},
        {
            **_modules("<module>web</module>"),
            "web/pom.xml": _pom("1-SNAPSHOT")["pom.xml"].replace("</parent>", "</parent><artifactId>w</artifactId>"),
        },
    ],
)
def test_reports_what_maven_does_not_find(says: Says, files: dict[str, str]) -> None:
    assert [each[0] for each in says("MF007", files)] == ["error"]
    assert says("MF001", files) == []


def _above(tmp_path: Path, member: str, sibling: str = "", root: str = '{"workspaces": ["apps/*", "libs/*"]}') -> Path:
    """Return the folder of a member in a repository with the workspace's root above it."""
    files = {
        ".git/HEAD": "ref: refs/heads/main",
        "package.json": root,
        "apps/web/package.json": member,
        "apps/web/server.js": "",
        "libs/ui/package.json": sibling,
    }
    plant(tmp_path, files)
    return tmp_path / "apps/web"


def _reported(folder: Path) -> list[tuple[str, str]]:
    return [(each.severity, each.message) for each in check(folder).findings if each.code == "MF007"]


ASKS = "package.json needs members of the workspace above that are not in the upload: @a/ui (*); "


@pytest.mark.parametrize(
    ("sibling", "row"),
    [
        ('{"name": "@a/ui", "private": true}', ("error", ASKS + "they are private, so that no registry has them")),
        ('{"name": "@a/ui", "version": "0.0.0"}', ("warning", ASKS + "the registry may not have them")),
    ],
)
@pytest.mark.parametrize("section", ["dependencies", "devDependencies"])
def test_reports_members_of_the_workspace_above(
    tmp_path: Path, sibling: str, row: tuple[str, str], section: str
) -> None:
    folder = _above(tmp_path, f'{{"name": "web", "{section}": {{"@a/ui": "*"}}}}', sibling)
    assert _reported(folder) == [row]
    assert _reported(tmp_path) == []


@pytest.mark.parametrize(
    ("member", "sibling", "root"),
    [
        ('{"dependencies": {"@a/b": "*"}}', '{"name": "@a/ui", "private": true}', None),
        ('{"dependencies": {"@a/ui": "npm:ui@1"}}', '{"name": "@a/ui", "private": true}', None),
        ('{"dependencies": {"@a/ui": "*"}}', '{"name": "@a/ui", "private": true}', '{"workspaces": ["libs/*"]}'),
        ('{"dependencies": {"@a/ui": "*"}}', '{"name": "@a/ui", "private": true}', "{"),
        ('{"peerDependencies": {"@a/ui": "*"}}', '{"name": "@a/ui", "private": true}', None),
        ('{"dependencies": {"@a/ui": "*"}}', "{", None),
    ],
)
def test_does_not_report_what_is_no_member_of_the_workspace_above(
    tmp_path: Path, member: str, sibling: str, root: str | None
) -> None:
    folder = _above(tmp_path, member, sibling, *([] if root is None else [root]))
    assert _reported(folder) == []


def test_does_not_report_a_member_that_the_lock_takes_from_the_registry(tmp_path: Path) -> None:
    folder = _above(tmp_path, '{"dependencies": {"@a/ui": "1"}}', '{"name": "@a/ui", "private": true}')
    packages = '{"": {"dependencies": {"@a/ui": "1"}}, "node_modules/@a/ui": {"version": "1"}}'
    lock = f'{{"lockfileVersion": 3, "packages": {packages}}}'
    plant(folder, {"package-lock.json": lock})
    assert _reported(folder) == []


POM = "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>{}</artifactId></project>"


PARENT = "the parent g:p:1 is ../pom.xml, which is not part of the upload; Maven asks its repositories for it"


@pytest.mark.parametrize(
    ("artifact", "relative", "expected"),
    [
        ("p", "", [("warning", PARENT)]),
        ("p", "<relativePath>../pom.xml</relativePath>", [("warning", PARENT)]),
        ("q", "", []),
        ("p", "<relativePath/>", []),
        ("p", "<relativePath>../../pom.xml</relativePath>", []),
    ],
)
def test_reports_a_parent_in_the_folder_above(
    tmp_path: Path, artifact: str, relative: str, expected: list[tuple[str, str]]
) -> None:
    plant(tmp_path, {".git/HEAD": "ref: refs/heads/main", "pom.xml": POM.format(artifact)})
    plant(tmp_path / "web", {**_pom("1", relative), "src/main/java/A.java": "class A {}"})
    assert _reported(tmp_path / "web") == expected


def test_does_not_follow_a_parent_with_a_name_that_no_file_has(tmp_path: Path) -> None:
    artifact = f"<relativePath>../{'n' * 300}/pom.xml</relativePath>"
    plant(tmp_path, {".git/HEAD": "ref: refs/heads/main"})
    project = tmp_path / "project"
    plant(project, _pom("1-SNAPSHOT", artifact))
    assert {each.code for each in check(project).findings} >= {"MF007"}
