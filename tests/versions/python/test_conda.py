"""Tests of the version part of conda specifications."""

from __future__ import annotations

import pytest

from justpack.errors import VersionSyntaxError
from justpack.versions.python.conda import parse_version_spec


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("=3.12", ">=3.12.0 <3.13.0"),
        ("=3.12.*", ">=3.12.0 <3.13.0"),
        ("3.12.*", ">=3.12.0 <3.13.0"),
        ("3.12*", ">=3.12.0 <3.13.0"),
        ("==3.12", ">=3.12.0 <3.12.1"),
        ("3.12", ">=3.12.0 <3.12.1"),
        (">=3.12,<3.14", ">=3.12.0 <3.14.0"),
        (">= 3.12 , < 3.14", ">=3.12.0 <3.14.0"),
        ("3.11.*|3.13.*", ">=3.11.0 <3.12.0 || >=3.13.0 <3.14.0"),
        (">=3.10,<3.12|(>=3.13,!=3.13.1)", ">=3.10.0 <3.12.0 || >=3.13.0 <3.13.1 || >=3.13.2"),
        ("!=3.13.*", "<3.13.0 || >=3.14.0"),
        (">3.12", ">=3.12.1"),
        ("<=3.12", "<3.12.1"),
        ("~=3.12", ">=3.12.0 <4.0.0"),
        ("", "*"),
        ("*", "*"),
    ],
)
def test_reads_condas_grammar(text: str, admitted: str) -> None:
    assert str(parse_version_spec(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("^3.12", ">=3.12,<4"),
        ("~3.12.1", "=3.12"),
        ("foo", None),
        (">=", None),
        ("3.12,", None),
        ("((3.12", None),
        ("|", None),
    ],
)
def test_refuses_what_conda_refuses(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError, match="is not a version specification of conda") as caught:
        parse_version_spec(text)
    assert caught.value.suggestion == meant
