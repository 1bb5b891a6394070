"""Tests of the removal of comments from XML."""

from __future__ import annotations

import pytest

from justpack.checks.support.contents.xml_comments import without_comments


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"<a><!-- x\n y --><b/></a>", b"<a>      \n      <b/></a>"),
        (b"<!--a-->x<!--b-->", b"        x        "),
        (b"x<!-- no end", b"x           "),
        (b"<a>--></a>", b"<a>--></a>"),
    ],
)
def test_blanks_comments(written: bytes, expected: bytes) -> None:
    assert without_comments(written) == expected
