"""Does a range admit a line, as the owner of its dialect says?"""

from __future__ import annotations

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from justpack.sandbox.detection.ranges import Dialect, Unreadable, admits


@pytest.mark.parametrize(
    ("written", "node22", "node24"),
    [
        ("22", True, False),
        ("22.x", True, False),
        ("v24", False, True),
        ("*", True, True),
        ("", True, True),
        ("x", True, True),
        (">=20", True, True),
        (">= 20", True, True),
        (">22", False, True),
        ("<=22", True, False),
        ("<24", True, False),
        ("<24.1", True, True),
        ("^22.3.0", True, False),
        ("~24.1", False, True),
        ("20 - 24", True, True),
        ("20 - 23", True, False),
        ("22 || 24", True, True),
        ("^18 || ^20", False, False),
        ("^22 ^24", False, False),
        (">=18 <23", True, False),
        ("=22.11.0", True, False),
        ("22.11.0", True, False),
        (">=22.99.99", True, True),
        (">24.0.0 <24.0.2", False, True),
        ("^22.0.0-rc.1", True, False),
        ("<*", False, False),
    ],
)
def test_npm(written: str, node22: bool, node24: bool) -> None:
    assert (admits(written, (22,), "npm"), admits(written, (24,), "npm")) == (node22, node24)


SPECIFIERS = [
    ">=3.12",
    ">3.12",
    "<=3.12",
    "<3.13",
    "~=3.12",
    "~=3.12.4",
    "==3.13",
    "==3.13.*",
    "==3.13.2",
    "!=3.13",
    "!=3.13.*",
    ">=3.10,<3.14",
    ">=3.12,!=3.13.*",
    "==3.*",
    "===3.14.1",
    ">3.13.99",
    "<3.12",
    ">=3",
    "<4",
    "~=3.14",
    " >= 3.13 , < 3.15 ",
]


@pytest.mark.parametrize("written", SPECIFIERS)
def test_pep_440_as_packaging_reads_it(written: str) -> None:
    for minor in (12, 13, 14):
        releases = [f"3.{minor}.{patch}" for patch in range(120)]
        assert admits(written, (3, minor), "pep440") == any(SpecifierSet(written).filter(releases)), minor


@pytest.mark.parametrize(
    ("written", "fitting"),
    [
        ("^3.12", [12, 13, 14]),
        ("~3.12", [12]),
        ("3.12", [12]),
        ("3.13.*", [13]),
        (">=3.12,<3.14", [12, 13]),
        (">=3.12 <3.14", [12, 13]),
        ("~3.12 || ~3.14", [12, 14]),
        ("^3.13.2", [13, 14]),
        ("*", [12, 13, 14]),
        ("<3.12", []),
    ],
)
def test_poetry(written: str, fitting: list[int]) -> None:
    assert [minor for minor in (12, 13, 14) if admits(written, (3, minor), "poetry")] == fitting


@pytest.mark.parametrize(
    ("written", "dialect"),
    [
        ("latest", "npm"),
        ("22,24", "npm"),
        (">=", "npm"),
        ("22..1", "npm"),
        ("1.2.3.4", "npm"),
        ("lts/*", "npm"),
        ("99999999", "npm"),
        ("3.12", "pep440"),
        ("^3.12", "pep440"),
        (">=3.12 || <4", "pep440"),
        ("three", "pep440"),
        ("python3", "poetry"),
    ],
)
def test_what_cannot_be_read(written: str, dialect: Dialect) -> None:
    with pytest.raises(Unreadable):
        admits(written, (22,) if dialect == "npm" else (3, 12), dialect)
    if dialect == "pep440":
        with pytest.raises(InvalidSpecifier):
            SpecifierSet(written)
