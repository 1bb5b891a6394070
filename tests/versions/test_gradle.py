"""Tests of the Gradle wrapper's version and the Java versions that run it."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.facts.java import gradle_java
from justpack.model import Triple
from justpack.versions.gradle import first_to_run_on, gradle_version, runs_on, without_secrets


@pytest.mark.parametrize(
    ("url", "version"),
    [
        ("https://services.gradle.org/distributions/gradle-8.5-bin.zip", (8, 5, 0)),
        ("https\\://services.gradle.org/distributions/gradle-8.14.3-all.zip", (8, 14, 3)),
        ("https://mirror.example/x/gradle-9.0.0-rc-1-bin.zip?token=1", (9, 0, 0)),
        ("https://user:secret@mirror.example/gradle-6.9-bin.zip", (6, 9, 0)),
        ("../dist/gradle-7.3-milestone-2-src.zip", (7, 3, 0)),
    ],
)
def test_reads_the_version_from_the_file_name(url: str, version: Triple) -> None:
    assert gradle_version(url) == version


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/gradle.zip",
        "gradle-8-bin.zip",
        "gradle-8.5.zip",
        "gradle-8.6-20231117000000+0000-bin.zip",
        "gradle-9.1-branch-a_b-20250801003443+0000-bin.zip",
        "https://services.gradle.org/distributions-snapshots/gradle-9.1.0-bin.zip",
        "https://example.com/acme-gradle-1.4.0-bin.zip",
        "https://example.com/gradle-8.5-acme-bin.zip",
        "gradle-1.4.0-bin.zip",
        "gradle-0.9-bin.zip",
    ],
)
def test_does_not_know_the_version_of_another_distribution(url: str) -> None:
    assert gradle_version(url) is None


def test_refuses_an_empty_url() -> None:
    with pytest.raises(VersionSyntaxError, match="is not the URL of a distribution of Gradle"):
        gradle_version(" ")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a:b@example.com/gradle.zip", "https://example.com/gradle.zip"),
        ("https://a:b@c@example.com/gradle.zip", "https://example.com/gradle.zip"),
        ("https://a:b/c@example.com/gradle.zip", "https://example.com/gradle.zip"),
        ("https://a:b?c@example.com/gradle.zip", "https://example.com/gradle.zip"),
        ("https://example.com/gradle.zip?token=a@b#c", "https://example.com/gradle.zip"),
        ("a:b@example.com/gradle.zip", "example.com/gradle.zip"),
        ("https\\://example.com/gradle.zip", "https\\://example.com/gradle.zip"),
    ],
)
def test_removes_the_secrets_of_a_url(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


@pytest.mark.parametrize(("java", "first"), [(17, "7.3"), (21, "8.5"), (25, "9.1.0"), (99, None)])
def test_returns_the_first_gradle_that_runs_on_a_java(java: int, first: str | None) -> None:
    assert first_to_run_on(java) == first


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
