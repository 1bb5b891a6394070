"""Tests of version specifiers against `packaging`."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from justpack.errors import VersionSyntaxError
from justpack.versions import spans
from justpack.versions.python.pep440 import parse_specifiers

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
    "-",
    "ſ1",
]
OPERATORS = [*["==", "!=", "<=", ">=", "<", ">", "~="] * 4, "===", "==", "=", "^", "~", "", "=>", "<>", "!", "===="]
STARS = [".*", ".*", ".*", "*", ".x", ".*.*"]
SEPARATORS = [*[","] * 8, ", ", " , ", ",,", " ", "||", ";"]
ALPHABET = "<>=!~^,.*+-! \t0123456789abcdevrpost\n\u2003\x1cK٣ſ"


def version(rng: random.Random) -> str:
    count = rng.choice((1, 2, 2, 2, 3, 3, 4, 5))
    text = ".".join(rng.choice(NUMBERS if rng.random() < 0.02 else NUMBERS[:9]) for _ in range(count))
    if rng.random() < 0.05:
        text = rng.choice(("0!", "1!", "v", "V")) + text
    if rng.random() < 0.3:
        text += rng.choice(SUFFIXES)
    return text + (rng.choice(STARS) if rng.random() < 0.15 else "")


def specifiers(rng: random.Random) -> str:
    text = rng.choice(OPERATORS) + rng.choice(("", "", " ")) + version(rng)
    while rng.random() < 0.4:
        text += rng.choice(SEPARATORS) + rng.choice(OPERATORS) + version(rng)
    return text


def packaging(asked: list[tuple[str, list[str]]]) -> list[list[bool] | None]:
    answers: list[list[bool] | None] = []
    for text, versions in asked:
        try:
            admitted = SpecifierSet(text)
        except InvalidSpecifier:
            answers.append(None)
        else:
            answers.append([admitted.contains(version) for version in versions])
    return answers


def test_agrees_with_packaging(disagreements: Callable[..., list[str]]) -> None:
    assert disagreements(specifiers, ALPHABET, 500, parse_specifiers, packaging, LARGEST) == []


@pytest.mark.exhaustive
def test_agrees_with_packaging_on_many_specifiers(disagreements: Callable[..., list[str]]) -> None:
    assert disagreements(specifiers, ALPHABET, 10_000, parse_specifiers, packaging, LARGEST) == []


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("", "*"),
        ("~=3.12", ">=3.12.0 <4.0.0"),
        ("~=3.12.0", ">=3.12.0 <3.13.0"),
        ("==3.13", ">=3.13.0 <3.13.1"),
        ("<=3.12", "<3.12.1"),
        (">3.12", ">=3.12.1"),
        ("!=3.13", "<3.13.0 || >=3.13.1"),
        ("!=3.13.*", "<3.13.0 || >=3.14.0"),
        ("===3.12", "(none)"),
        ("===3.12.0", ">=3.12.0 <3.12.1"),
        (">=3.14.0rc1", ">=3.14.0"),
        ("<3.14.0rc1", "<3.14.0"),
        ("<3.12.0.post1", "<3.12.1"),
        (">=1!3", "(none)"),
        (">=3.12,", ">=3.12.0"),
    ],
)
def test_reads_error_prone_specifiers(text: str, admitted: str) -> None:
    assert str(parse_specifiers(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3.12", "==3.12.*"),
        ("3.12.4", "==3.12.*"),
        ("3.x", "==3.*"),
        ("^3.12", ">=3.12,<4"),
        ("^0.1", ">=0.1,<0.2"),
        ("~3.12", "==3.12.*"),
        ("~3.12.1", "~=3.12.1"),
        (">=3.12 <4", ">=3.12,<4"),
        ("=3.12", "==3.12.*"),
        ("=3.12.4", "==3.12.*"),
        ("=>3.12", ">=3.12"),
        ("3.12+", ">=3.12"),
        ("python>=3.12", ">=3.12"),
        (">=3.12.*", ">=3.12"),
        ("3.11 || 3.13", ">=3.11,!=3.12.*,<3.14"),
        (">=3.10,<3.12 || >3.12", ">=3.10,!=3.12.0"),
        ("<3.10 || >=3.12", None),
        ("3.12 ||", "==3.12.*"),
        ("foo", None),
        (">=3.13 && <3.12", None),
    ],
)
def test_suggests_the_nearest_valid_specifier(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError) as caught:
        parse_specifiers(text)
    assert caught.value.suggestion == meant
    assert meant is None or parse_specifiers(meant)


def test_refuses_an_overlong_text() -> None:
    with pytest.raises(VersionSyntaxError, match="characters are too many"):
        parse_specifiers(">=3.12" + " " * spans.MAX_LENGTH)


def test_works_with_the_lowest_integer_digit_limit() -> None:
    code = "from justpack.versions.python.pep440 import parse_specifiers as p; print(bool(p('>=' + '9' * 590)))"
    command = [sys.executable, "-X", "int_max_str_digits=640", "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True\n"
