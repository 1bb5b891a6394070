"""Tests of version constraints against poetry-core."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable

import pytest
from packaging.version import VERSION_PATTERN

from justpack.errors import VersionSyntaxError
from justpack.versions import spans
from justpack.versions.python.poetry import parse_constraint

LARGEST = 10**9
NUMBERS = ["0", "0", "1", "2", "3", "9", "12", "13", "14", "012", "00", "", "-1", "x", "٣", "²", "9" * 40]
SUFFIXES = [
    "a1",
    ".dev0",
    "rc2",
    ".post1",
    "-1",
    "b",
    ".dev",
    ".post0.dev1",
    "a1.post2",
    "+local.1",
    "+1",
    "c1",
    "-dev",
]
OPERATORS = [*["==", "!=", "<=", ">=", "<", ">", "~=", "^", "~", "", "="] * 4, "===", "=>", "<>", "!", "^^", "~>"]
STARS = [".*", ".*", ".*", "*", ".x", ".*.*", ".*.*.*"]
AND = [*[",", " ", ", "] * 4, " , ", ",,", "  ", " -", "- ", "\n", "; "]
OR = [*["||", " || ", "|", " | "] * 4, "|||", "||||", " or "]
ALPHABET = "<>=!~^,|.*+-! \t0123456789xXvdev\n\u2003\x1c٣"


def version(rng: random.Random) -> str:
    if rng.random() < 0.04:
        return rng.choice(("*", "x", "v*", "x.x", "*.X.*", "dev", "DEV", "", "python", "0.0.0.0"))
    count = rng.choice((1, 2, 2, 2, 3, 3, 4, 5))
    text = ".".join(rng.choice(NUMBERS if rng.random() < 0.02 else NUMBERS[:9]) for _ in range(count))
    if rng.random() < 0.05:
        text = rng.choice(("0!", "1!", "v", "V")) + text
    if rng.random() < 0.2:
        text += rng.choice(SUFFIXES)
    if text.endswith(".dev1"):
        return text  # with a star it makes the owner fail: see the test of that
    return text + (rng.choice(STARS) if rng.random() < 0.2 else "")


def single(rng: random.Random) -> str:
    return rng.choice(OPERATORS) + rng.choice(("", "", "", " ", "  ")) + version(rng)


def constraint(rng: random.Random) -> str:
    text = single(rng)
    while rng.random() < 0.45:
        text += rng.choice(OR if rng.random() < 0.35 else AND) + single(rng)
    return text


def poetry_core(asked: list[tuple[str, list[str]]]) -> list[list[bool] | None]:
    from poetry.core.constraints.version import Version
    from poetry.core.constraints.version import parse_constraint as owners

    answers: list[list[bool] | None] = []
    for text, versions in asked:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # its own, about its own code
            try:
                admitted = owners(text)
            except ValueError:
                answers.append(None)
                continue
        answers.append([admitted.allows(Version.parse(version)) for version in versions])
    return answers


# Which suffixes may stand before `.*` hangs on a regular expression of `packaging`, another one before Python 3.11.5.
possessive = pytest.mark.skipif("?+" not in VERSION_PATTERN, reason="packaging reads versions otherwise here")


@possessive
def test_agrees_with_poetry(disagreements: Callable[..., list[str]]) -> None:
    assert disagreements(constraint, ALPHABET, 300, parse_constraint, poetry_core, LARGEST) == []


@possessive
@pytest.mark.exhaustive
def test_agrees_with_poetry_on_many_constraints(disagreements: Callable[..., list[str]]) -> None:
    assert disagreements(constraint, ALPHABET, 5_000, parse_constraint, poetry_core, LARGEST) == []


def test_poetry_core_raises_for_a_star_that_is_an_empty_range() -> None:
    """poetry-core 2.5 has `9.post0.dev1.*` end where it begins, and trips over that in an intersection; we do not."""
    with pytest.raises(AssertionError):
        poetry_core([("==9.post0.dev1.*,<14", ["9.0.0"])])
    assert not parse_constraint("==9.post0.dev1.*,<14")


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("^3.12", ">=3.12.0 <4.0.0"),
        ("^0.0.3", ">=0.0.3 <0.0.4"),
        ("^0.0", "<0.1.0"),
        ("~3.12", ">=3.12.0 <3.13.0"),
        ("~3", ">=3.0.0 <4.0.0"),
        ("~=3", ">=3.0.0 <4.0.0"),
        ("3.12", ">=3.12.0 <3.12.1"),
        ("3.12.*", ">=3.12.0 <3.13.0"),
        (">=3.12 <4", ">=3.12.0 <4.0.0"),
        (">=3.12,<3.14,!=3.13.*", ">=3.12.0 <3.13.0"),
        ("^3.10 || ~4.1", ">=3.10.0 <4.0.0 || >=4.1.0 <4.2.0"),
        ("<3.12+local", "<3.12.0"),
        ("<=3.12+local", "<3.12.1"),
        ("<3.12.post1", "<3.12.1"),
        ("<>3.12", ">=3.12.0 <3.12.1"),
        ("dev.*", "(none)"),
        (">=dev", "*"),
        (">=3.12.*", ">=3.12.0"),
        ("*", "*"),
    ],
)
def test_reads_error_prone_constraints(text: str, admitted: str) -> None:
    assert str(parse_constraint(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3.x", "3.*"),
        ("3.12+", ">=3.12"),
        ("3.10 - 3.12", ">=3.10,<=3.12"),
        ("~>3.12", "~3.12"),
        ("^3.12.*", "^3.12"),
        ("=>3.12", ">=3.12"),
        ("===3.12", "==3.12"),
        (">=3.12 && <4", ">=3.12,<4"),
        ("^3.11 or ^4", "^3.11 || ^4"),
        (">=3.12,,<4", ">=3.12,<4"),
        ("3.12a- 4", None),
        ("", None),
        ("foo", None),
    ],
)
def test_suggests_the_nearest_valid_constraint(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError) as caught:
        parse_constraint(text)
    assert caught.value.suggestion == meant
    assert meant is None or parse_constraint(meant)


def test_refuses_an_overlong_text() -> None:
    with pytest.raises(VersionSyntaxError, match="characters are too many"):
        parse_constraint("^3.12" + " " * spans.MAX_LENGTH)
