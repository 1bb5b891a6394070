"""Tests of the evidence from the version files of Java."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.evidence.source_api import Found
from justpack.facts.assumptions import VERSION_FILES
from justpack.facts.precedence import rank
from justpack.model import Evidence, Problem

Files = dict[str, str]

FILES = {
    "feature": (".java-version", "21\n", "21", 1, 1, ">=21.0.0"),
    "eight": (".java-version", "1.8", "1.8", 1, 1, ">=8.0.0"),
    "jenv": (".java-version", "\r\nopenjdk64-17.0.2\r\n", "openjdk64-17.0.2", 2, 1, ">=17.0.0"),
    "byte order mark": (".java-version", "\ufeff 17 # comment", "17", 1, 2, ">=17.0.0"),
    "sdkman": (".sdkmanrc", "# x\njava=21.0.2-tem\n", "21.0.2-tem", 2, 6, ">=21.0.0"),
    "sdkman with blanks": (".sdkmanrc", "gradle=8\njava = 17.0.9-amzn # x", "17.0.9-amzn", 2, 8, ">=17.0.0"),
    "graal": (".sdkmanrc", "java=22.3.r17-grl", "22.3.r17-grl", 1, 6, ">=17.0.0"),
    "heroku": ("system.properties", "maven.version=3\njava.runtime.version=17\n", "17", 2, 22, ">=17.0.0"),
    "jitpack list": ("jitpack.yml", "jdk:\n  - openjdk17\ninstall:\n  - x\n", "openjdk17", 2, 5, ">=17.0.0"),
    "jitpack flow": ("jitpack.yml", "jdk: [openjdk11, openjdk17]", "openjdk11", 1, 7, ">=11.0.0"),
    "jitpack scalar": ("jitpack.yml", "x: y\njdk: 'openjdk21' # z", "openjdk21", 2, 7, ">=21.0.0"),
}


@pytest.mark.parametrize(("path", "text", "written", "line", "column", "versions"), FILES.values(), ids=FILES.keys())
def test_accepts_newer_versions_and_depends_on_version_files(
    path: str,
    text: str,
    written: str,
    line: int,
    column: int,
    versions: str,
    evidence: Callable[[str, Files], list[Evidence]],
) -> None:
    (found,) = evidence("java.java_files", {path: text})
    assert (found.raw, str(found.versions), found.strength, rank(found)) == (written, versions, "pin", 3)
    assert (found.location.path, found.location.line, found.location.column, found.location.width) == (
        path,
        line,
        column,
        len(written),
    )
    assert found.required_assumptions == {VERSION_FILES}


@pytest.mark.parametrize("text", ["system", "lts", "java", "graalvm"])
def test_reports_an_invalid_version(text: str, evidence: Callable[[str, Files], list[Evidence]]) -> None:
    (found,) = evidence("java.java_files", {".java-version": text})
    assert found.versions is None and found.problem is not None


@pytest.mark.parametrize("text", ["", "\n# only\n"])
def test_reports_an_empty_file(text: str, collect: Callable[[str, Files], list[Found]]) -> None:
    (found,) = collect("java.java_files", {".java-version": text})
    assert isinstance(found, Problem)


@pytest.mark.parametrize("files", [{".sdkmanrc": "gradle=8"}, {"system.properties": "a=b"}, {"jitpack.yml": "jdk:"}])
def test_ignores_files_without_java(files: Files, collect: Callable[[str, Files], list[Found]]) -> None:
    assert collect("java.java_files", files) == []
