"""Tests of the constructors of version sets."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, NONE
from justpack.versions import spans


@pytest.mark.parametrize(
    ("parts", "written"),
    [((), "*"), ((0,), "<1.0.0"), ((3,), ">=3.0.0 <4.0.0"), ((3, 0), ">=3.0.0 <3.1.0"), ((3, 1, 4), ">=3.1.4 <3.1.5")],
)
def test_a_line_contains_all_versions_with_its_prefix(parts: tuple[int, ...], written: str) -> None:
    assert str(spans.line_of(*parts)) == written


def test_relations_partition_all_versions() -> None:
    version = (3, 1, 4)
    three = spans.below(version), spans.only(version), spans.at_least(spans.successor(version))
    assert spans.any_of(three) == EVERY
    assert all(one & other == NONE for one in three for other in three if one is not other)


def test_all_of_intersects_any_number_of_sets() -> None:
    holes = [~spans.only((1, 0, patch)) for patch in range(9)]
    assert spans.all_of(holes) == ~spans.between((1, 0, 0), (1, 0, 9))
    assert (spans.all_of([]), spans.any_of([])) == (EVERY, NONE)


def test_between_is_empty_if_its_end_is_before_its_start() -> None:
    assert spans.between((2, 0, 0), (1, 0, 0)) == NONE


def test_refuses_and_shortens_a_long_text() -> None:
    assert spans.capped("x" * spans.MAX_LENGTH) == "x" * spans.MAX_LENGTH
    with pytest.raises(VersionSyntaxError, match="601 characters are too many for a pin"):
        spans.capped("x" * (spans.MAX_LENGTH + 1), "a pin")
    assert len(spans.shown("x" * 600)) == 62
