"""The catalog of runtimes: order, lines and look-up."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from justpack.facts.runtimes import CATALOG, FAMILY_TITLES, by_id, of_family
from justpack.model import Family

FAMILIES: tuple[Family, ...] = ("node", "python", "java")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_its_newest_runtime_first(family: Family) -> None:
    assert len(of_family(family)) >= 2
    assert all(newer.low > older.low for newer, older in pairwise(of_family(family)))
    assert all(runtime.title.startswith(f"{FAMILY_TITLES[family]} ") for runtime in of_family(family))


def test_lines_of_a_family_do_not_overlap() -> None:
    for one, other in combinations(CATALOG, 2):
        assert one.family != other.family or not one.line & other.line


def test_the_newest_patch_belongs_to_its_line() -> None:
    assert [runtime.id for runtime in CATALOG if runtime.patch is not None and runtime.patch not in runtime.line] == []


def test_a_runtime_is_found_by_its_id() -> None:
    assert [by_id(runtime.id) for runtime in CATALOG] == list(CATALOG)
    assert by_id("nodejs0.x") is None
