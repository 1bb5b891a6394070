"""Tests of the evidence from a Gradle wrapper, alone and next to a Maven build."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from justpack.evidence.java import gradle_wrapper
from justpack.facts.manifests import GRADLE_WRAPPER
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
