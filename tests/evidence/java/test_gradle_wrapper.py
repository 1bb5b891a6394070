"""What does a Gradle wrapper say about Java, alone and beside a build of Maven?"""

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
def test_beside_a_pom_it_is_only_a_hint(
    project: Callable[[Mapping[str, str]], Tree], beside: Mapping[str, str], strength: str
) -> None:
    (found,) = gradle_wrapper.wrapper(project({**WRAPPER, **beside}))
    assert isinstance(found, Evidence)
    assert found.strength == strength
