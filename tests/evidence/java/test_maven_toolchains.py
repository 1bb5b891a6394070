"""A toolchains.xml of the project is only a hint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.model import Evidence

ReadEvidence = Callable[[str, dict[str, str]], list[Evidence]]


@pytest.mark.parametrize("path", [".mvn/toolchains.xml", "toolchains.xml"])
def test_gives_a_hint_for_each_jdk(path: str, evidence: ReadEvidence) -> None:
    listed = "<toolchain><type>jdk</type><provides><version>17</version></provides></toolchain>"
    (found,) = evidence("java.maven_toolchains", {path: f"<toolchains>\n{listed}</toolchains>"})
    assert (found.strength, found.raw, found.location.path, found.location.line) == ("hint", "17", path, 2)


def test_ignores_other_toolchains(evidence: ReadEvidence) -> None:
    listed = "<toolchain><type>netbeans</type><provides><version>12</version></provides></toolchain>"
    assert evidence("java.maven_toolchains", {"toolchains.xml": f"<toolchains>{listed}</toolchains>"}) == []
