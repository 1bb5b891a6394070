"""Is a large package warned about, and one above the limit left to its own rule?"""

from __future__ import annotations

from collections.abc import Callable

from justpack.model import Finding, Limits

FILES = {"package.json": '{"scripts": {"start": "x"}}', "big": "x" * 3_000}


def test_it_fires(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("SZ002", FILES, limits=Limits(package_large=2_000))
    assert (finding.severity, finding.location) == ("warning", None)
    assert [each.location.path for each in finding.related] == ["big", "package.json"]


def test_its_nearest_neighbour_is_quiet(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ002", FILES, limits=Limits(package_large=3_100)) == []


def test_above_the_limit_the_other_rule_speaks(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ002", FILES, limits=Limits(package_large=1_000, package_size=2_000)) == []
