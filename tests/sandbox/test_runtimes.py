"""Tests of the sandbox's own runtimes: those of the catalog, and one marker a kind of project."""

from __future__ import annotations

import pytest

from justpack.facts.runtimes import CATALOG
from justpack.sandbox.runtimes import RUNTIMES, marked


def test_offers_the_runtimes_of_the_catalog_in_its_order() -> None:
    assert tuple(each.id for each in CATALOG) == RUNTIMES


@pytest.mark.parametrize(
    ("names", "runtime"),
    [
        (("package.json", "index.js"), "nodejs24.x"),
        (("requirements.txt", "app.py"), "python3.14"),
        (("pyproject.toml", "package.json"), "python3.14"),
        (("pom.xml", "src/main/java/App.java"), "java21"),
        (("build.gradle",), "java21"),
        (("web/package.json", "README.md"), None),
        ((), None),
    ],
)
def test_selects_the_newest_runtime_by_a_marker_at_the_root(names: tuple[str, ...], runtime: str | None) -> None:
    assert marked(names) == runtime
    assert runtime is None or runtime in RUNTIMES
