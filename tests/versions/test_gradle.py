"""Tests of the Gradle wrapper's version and the Java versions that run it."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.facts.java import gradle_java
from justpack.model import Triple
from justpack.versions.gradle import gradle_version, runs_on


@pytest.mark.parametrize(
    ("url", "version"),
    [
        ("https://services.gradle.org/distributions/gradle-8.5-bin.zip", (8, 5, 0)),
        ("https\\://services.gradle.org/distributions/gradle-8.14.3-all.zip", (8, 14, 3)),
        ("https://mirror.example/x/gradle-9.0.0-rc-1-bin.zip?token=1", (9, 0, 0)),
        ("gradle-8.6-20231117000000+0000-bin.zip", (8, 6, 0)),
        ("../dist/gradle-7.3-milestone-2-src.zip", (7, 3, 0)),
    ],
)
def test_reads_the_version_from_the_file_name(url: str, version: Triple) -> None:
    assert gradle_version(url) == version


@pytest.mark.parametrize(
    "url", ["", "https://example.com/gradle.zip", "gradle-8-bin.zip", "gradle-8.5.zip", "maven-3.9-bin.zip"]
)
def test_refuses_another_file(url: str) -> None:
    with pytest.raises(VersionSyntaxError, match="is not named like a distribution of Gradle"):
        gradle_version(url)


@pytest.mark.parametrize(
    ("version", "window"),
    [
        ((1, 12, 0), ">=5.0.0 <8.0.0"),
        ((4, 10, 3), ">=7.0.0 <11.0.0"),
        ((7, 2, 0), ">=8.0.0 <17.0.0"),
        ((7, 3, 0), ">=8.0.0 <18.0.0"),
        ((8, 4, 0), ">=8.0.0 <21.0.0"),
        ((8, 5, 0), ">=8.0.0 <22.0.0"),
        ((9, 0, 0), ">=17.0.0 <25.0.0"),
        ((9, 1, 0), ">=17.0.0 <26.0.0"),
        ((9, 8, 0), ">=17.0.0 <28.0.0"),
        ((12, 0, 0), ">=17.0.0 <28.0.0"),
    ],
)
def test_returns_the_java_versions_that_run_gradle(version: Triple, window: str) -> None:
    assert str(runs_on(version)) == window


def test_the_tables_are_in_order() -> None:
    javas, gradles = zip(*gradle_java.FIRST_GRADLE_TO_RUN_ON, strict=True)
    assert list(javas) == list(range(javas[0], javas[-1] + 1))
    assert list(gradles) == sorted(gradles)
    assert list(gradle_java.OLDEST_JAVA_FROM) == sorted(gradle_java.OLDEST_JAVA_FROM)
