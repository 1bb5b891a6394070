"""Tests of the rule about builds that need a newer Java."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

from pathlib import Path

from justpack import pipeline
from justpack.model import Finding
from justpack.settings import load


def _findings(root: Path, pom: str, runtime: str) -> list[Finding]:
    (root / "pom.xml").write_text(
        f"<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version>\n"
        f"<properties>\n{pom}\n</properties></project>"
    )
    (root / "justpack.toml").write_text(f'runtime = "{runtime}"\n')
    review = pipeline.check(pipeline.open_project(root, load(root, {})))
    return [each for each in review.findings if each.code == "DP009"]


def _codes(root: Path, pom: str, runtime: str) -> list[tuple[str, str | None, int | None]]:
    return [
        (each.severity, each.location.path if each.location else None, each.location.line if each.location else None)
        for each in _findings(root, pom, runtime)
    ]


def test_reports_java_release_too_new(tmp_path: Path) -> None:
    pom = "<maven.compiler.release>21</maven.compiler.release>"
    assert _codes(tmp_path, pom, "java17") == [("error", "pom.xml", 3)]


@pytest.mark.parametrize(("level", "runtime"), [("17", "java17"), ("11", "java17"), ("21", "java21"), ("17", "java21")])
def test_does_not_report_similar_projects(tmp_path: Path, level: str, runtime: str) -> None:
    assert _codes(tmp_path, f"<maven.compiler.release>{level}</maven.compiler.release>", runtime) == []


def test_does_not_report_a_level_that_decides(says: Says) -> None:
    files = {"build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }"}
    assert says("DP009", files) == []


@pytest.mark.parametrize(
    ("level", "advice"),
    [
        (21, "pin java21, or lower the level to 17"),
        (25, "lower the level to 17: JustDeploy offers no Java 25"),
    ],
)
def test_advises_only_an_offered_runtime(tmp_path: Path, level: int, advice: str) -> None:
    pom = f"<maven.compiler.release>{level}</maven.compiler.release>"
    assert [each.help for each in _findings(tmp_path, pom, "java17")] == [advice]
