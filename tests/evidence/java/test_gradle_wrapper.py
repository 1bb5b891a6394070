"""Tests of the evidence from a Gradle wrapper, alone and next to a Maven build."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from justpack.evidence.java import gradle_wrapper
from justpack.facts.manifests import GRADLE_DAEMON_JVM, GRADLE_WRAPPER
from justpack.model import Evidence
from justpack.tree.tree import Tree

WRAPPER = {GRADLE_WRAPPER: "distributionUrl=https\\://services.gradle.org/distributions/gradle-7.0-bin.zip\n"}


@pytest.mark.parametrize(
    ("beside", "strength"),
    [({"build.gradle": ""}, "window"), ({"build.gradle": "", "pom.xml": "<project/>"}, "hint")],
)
def test_gives_only_a_hint_next_to_a_pom(
    project: Callable[[Mapping[str, str]], Tree], beside: Mapping[str, str], strength: str
) -> None:
    (found,) = gradle_wrapper.wrapper(project({**WRAPPER, **beside}))
    assert isinstance(found, Evidence)
    assert found.strength == strength


@pytest.mark.parametrize(
    "url",
    [
        "https\\://example.com/acme-gradle-1.4.0.zip",
        "https\\://services.gradle.org/distributions-snapshots/gradle-9.1-20250801003443+0000-bin.zip",
    ],
)
def test_gives_only_a_hint_for_an_unknown_distribution(url: str, project: Callable[[Mapping[str, str]], Tree]) -> None:
    (found,) = gradle_wrapper.wrapper(project({"build.gradle": "", GRADLE_WRAPPER: f"distributionUrl={url}\n"}))
    assert isinstance(found, Evidence)
    assert (found.strength, found.versions, found.problem) == ("hint", None, None)


def test_does_not_show_the_password_of_a_distribution(project: Callable[[Mapping[str, str]], Tree]) -> None:
    url = "https\\://user\\:hunter@example.com/gradle-8.5-bin.zip"
    (found,) = gradle_wrapper.wrapper(project({"build.gradle": "", GRADLE_WRAPPER: f"distributionUrl={url}\n"}))
    assert isinstance(found, Evidence)
    assert (found.raw, found.location.text) == ("https://example.com/gradle-8.5-bin.zip", None)
    assert str(found.versions) == ">=8.0.0 <22.0.0"


@pytest.mark.parametrize(
    ("script", "strength"),
    [
        ("", "pin"),
        ("java.toolchain.languageVersion = JavaLanguageVersion.of(17)", "hint"),
        ("compileJava.options.release = 17", "hint"),
        ("compileJava.options.release = 25", "pin"),
    ],
)
def test_the_jvm_of_the_daemon_decides_only_if_nothing_else_is_declared(
    script: str, strength: str, evidence: Callable[[str, Mapping[str, str]], list[Evidence]]
) -> None:
    found = evidence("java.gradle", {"build.gradle": script, GRADLE_DAEMON_JVM: "toolchainVersion=21\n"})
    assert found[-1].strength == strength
