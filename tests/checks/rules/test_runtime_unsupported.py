"""Tests of RT003: declarations that exclude every runtime."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "18.x"}}'},
            [("error", "package.json", 2, 22)],
        ),
        (
            {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\nrequires-python = '<3.12'\n"},
            [("error", "pyproject.toml", 4, 19)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "<22"}}'},
            [("error", "package.json", 2, 22)],
        ),
    ],
)
def test_reports_runtime_unsupported(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT003", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=18"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}'},
        {"pyproject.toml": "[project]\nname = 'a'\nversion = '1'\nrequires-python = '>=3.9'\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT003", files) == []


@pytest.mark.parametrize(
    ("files", "edit"),
    [
        ({"package.json": '{"scripts": {"start": "node ."}, "engines": {"node": "12.x"}}'}, "set engines.node to '"),
        ({"package.json": '{"scripts": {"start": "node ."}, "engines": {"node": ">=99"}}'}, "set engines.node to '"),
        ({"main.py": "def handler(event, context):\n    pass\n", ".python-version": "3.8\n"}, "set '3."),
    ],
)
def test_help_writes_the_edit(found: Callable[..., list[Finding]], files: Files, edit: str) -> None:
    (finding,) = found("RT003", files)
    assert str(finding.help).startswith(edit)
    assert "offered: " in str(finding.help)


def wrapper(version: str) -> dict[str, str]:
    return {"gradle/wrapper/gradle-wrapper.properties": f"distributionUrl=https\\://x/gradle-{version}-bin.zip\n"}


@pytest.mark.parametrize(
    ("script", "version", "message", "help", "related"),
    [
        ("", "6.9", "'https://x/gradle-6.9-bin.zip' admits no Java that JustDeploy offers", "Gradle 7.3 or newer", 0),
        (
            "java.toolchain.languageVersion = JavaLanguageVersion.of(21)",
            "8.4",
            "'https://x/gradle-8.4-bin.zip' admits only java17, which languageVersion '21' excludes",
            "Gradle 8.5 or newer",
            1,
        ),
        (
            "java.toolchain.languageVersion = JavaLanguageVersion.of(25)",
            "9.2.1",
            "languageVersion '25' admits no Java that JustDeploy offers",
            "offered: java21, java17",
            1,
        ),
    ],
)
def test_reports_one_finding_with_all_locations_and_the_gradle_that_runs(
    tmp_path: Path, script: str, version: str, message: str, help: str, related: int
) -> None:
    plant(tmp_path, {"build.gradle": f"{script}\n", **wrapper(version)})
    findings = [each for each in justpack.detect(tmp_path).findings if each.code in ("RT003", "RT004")]
    assert [each.code for each in findings] == ["RT003"]
    assert message in findings[0].message
    assert help in (findings[0].help or "")
    assert len(findings[0].related) == related
