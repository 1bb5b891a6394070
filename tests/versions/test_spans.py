"""Are the plain sets what their names say?"""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, NONE
from justpack.versions import spans


@pytest.mark.parametrize(
    ("parts", "written"),
    [((), "*"), ((0,), "<1.0.0"), ((3,), ">=3.0.0 <4.0.0"), ((3, 0), ">=3.0.0 <3.1.0"), ((3, 1, 4), ">=3.1.4 <3.1.5")],
)
def test_a_line_has_all_that_begins_so(parts: tuple[int, ...], written: str) -> None:
    assert str(spans.line_of(*parts)) == written


def test_relations_divide_the_universe() -> None:
    version = (3, 1, 4)
    three = spans.below(version), spans.only(version), spans.at_least(spans.successor(version))
    assert spans.any_of(three) == EVERY
    assert all(one & other == NONE for one in three for other in three if one is not other)


def test_all_of_meets_however_many_there_are() -> None:
    holes = [~spans.only((1, 0, patch)) for patch in range(9)]
    assert spans.all_of(holes) == ~spans.between((1, 0, 0), (1, 0, 9))
    assert (spans.all_of([]), spans.any_of([])) == (EVERY, NONE)


def test_between_is_empty_where_it_ends_before_it_begins() -> None:
    assert spans.between((2, 0, 0), (1, 0, 0)) == NONE


def test_a_long_text_is_refused_and_shown_short() -> None:
    assert spans.capped("x" * spans.MAX_LENGTH) == "x" * spans.MAX_LENGTH
    with pytest.raises(VersionSyntaxError, match="601 characters are too many for a pin"):
        spans.capped("x" * (spans.MAX_LENGTH + 1), "a pin")
    assert len(spans.shown("x" * 600)) == 62
