"""Tests of the rule about declarations that exclude the newest release of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from pathlib import Path

    from tests.checks.project_findings import Files, Row, Says


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.99.0"}}'},
            [("warning", "package.json", 2, 22)],
        ),
        (
            {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "<=22.0.0 >=22"}}'},
            [("warning", "package.json", 2, 22)],
        ),
    ],
)
def test_reports_patch_not_available(says: Says, files: Files, rows: list[Row]) -> None:
    assert says("RT010", files) == rows


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "node ."},\n "engines": {"node": ">=22"}}'},
        {"package.json": '{"scripts": {"start": "node ."}}', ".nvmrc": "22.11.0\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("RT010", files) == []


def _enforced(version: str) -> dict[str, str]:
    rule = f"<requireJavaVersion><version>{version}</version></requireJavaVersion>"
    execution = f"<goals><goal>enforce</goal></goals><configuration><rules>{rule}</rules></configuration>"
    plugin = (
        f"<artifactId>maven-enforcer-plugin</artifactId><executions><execution>{execution}</execution></executions>"
    )
    return {
        "pom.xml": f"<project><modelVersion>4.0.0</modelVersion>\n<build><plugins><plugin>{plugin}</plugin></plugins>"
        "</build></project>"
    }


@pytest.mark.parametrize("window", ["[17]", "[11,17]", "(,17.0.5]", "[17,17.0.9)", "[21]", "[17.0.1,17.0.2]"])
def test_reports_a_window_that_ends_inside_a_java_line(says: Says, window: str) -> None:
    assert [each[:3] for each in says("RT010", _enforced(window))] == [("warning", "pom.xml", 2)]


@pytest.mark.parametrize("window", ["17", "[17,18)", "[17,)", "[17,22)", "[17,17.1)", "[21,22)", "(,17.99)"])
def test_does_not_report_a_window_of_whole_java_lines(says: Says, window: str) -> None:
    assert says("RT010", _enforced(window)) == []


@pytest.mark.parametrize("value", ["admitted", "newest"])
def test_does_not_report_a_window_if_the_user_settles_the_patch(tmp_path: Path, value: str) -> None:
    plant(tmp_path, _enforced("[17]"))
    project = pipeline.open_project(tmp_path, Settings(assumptions={"java-patch": value}))
    assert "RT010" not in {each.code for each in pipeline.check(project).findings}
