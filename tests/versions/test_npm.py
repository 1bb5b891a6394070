"""Tests of version ranges against npm's semver."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.errors import VersionSyntaxError
from justpack.model import VersionSet
from justpack.versions import spans
from justpack.versions.npm import MAX_SAFE_INTEGER, parse_range, parse_version

NUMBERS = ["0", "0", "1", "2", "3", "12", "18", "20", "22", "24", "01", "00", "-1", "", "²", "٣", "1e3"]
HUGE = [str(MAX_SAFE_INTEGER), str(MAX_SAFE_INTEGER + 1), str(MAX_SAFE_INTEGER - 1), "9" * 30, "9" * 258, "0" * 20]
PREFIXES = ["", "", "", "", "", "", "", "", "", "", "v", "v", "=", "vv", "v=", "= ", "v ", "=v", "V"]
OPERATORS = [
    *["", "<", ">", "<=", ">=", "=", "~", "^", "~>"] * 4,
    "==",
    "~=",
    "^=",
    "!=",
    "=>",
    "<>",
    "===",
    "~>=",
    "^^",
]
PRERELEASES = ["-0", "-alpha", "-rc.1", "-rc.01", "-1.x.3", "-", "-rev", "-a-b", "-001", "-é", "rc1", "-" + "a" * 260]
BUILDS = ["+1", "+sha.0a", "+a+b", "+", "+a_b", "+-", "+" + "b" * 255]
BETWEEN = [*[" "] * 15, "  ", "", ", ", ",", "\t", "\u00a0", "\ufeff", "\x1c", "\n", " - ", " -", " && "]
OR = [*["||", " || "] * 5, " | ", "|", "|||", "||||"]
ALPHABET = "xX*v=<>~^|-+., \t0123456789abnode\u2003\u200b\x85é٣"


def version(rng: random.Random) -> str:
    parts = 4 if rng.random() < 0.02 else rng.choice((1, 2, 3, 3))
    numbers = [
        rng.choice(HUGE if rng.random() < 0.02 else NUMBERS[: 17 if rng.random() < 0.03 else 10]) for _ in range(parts)
    ]
    numbers = [rng.choice("xX*") if rng.random() < 0.12 else number for number in numbers]
    pre = rng.choice(PRERELEASES) if rng.random() < 0.2 else ""
    build = rng.choice(BUILDS) if rng.random() < 0.1 else ""
    return rng.choice(PREFIXES) + ".".join(numbers) + pre + build


def comparator(rng: random.Random) -> str:
    return rng.choice(OPERATORS) + rng.choice(("", "", "", " ", "  ")) + version(rng)


def a_range(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return f"{version(rng)} - {version(rng)}"
    text = comparator(rng)
    while rng.random() < 0.4:
        text += rng.choice(OR if rng.random() < 0.4 else BETWEEN) + comparator(rng)
    return text


@pytest.fixture
def semver(tool: Callable[[str], str], npm_package: Callable[[str], Path]) -> Callable[..., list[list[bool] | None]]:
    """npm's own semver, asked about many ranges in one process."""
    modules = npm_package("semver@7.7.3")

    def ask(asked: list[tuple[str, list[str]]]) -> list[list[bool] | None]:
        command = [tool("node"), str(Path(__file__).with_name("npm_owner.cjs")), str(modules / "semver")]
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=300, check=True)
        answers: list[list[bool] | None] = json.loads(done.stdout)
        return answers

    return ask


def test_agrees_with_npm(
    disagreements: Callable[..., list[str]], semver: Callable[..., list[list[bool] | None]]
) -> None:
    assert disagreements(a_range, ALPHABET, 400, parse_range, semver, MAX_SAFE_INTEGER) == []


@pytest.mark.exhaustive
def test_agrees_with_npm_on_many_ranges(
    disagreements: Callable[..., list[str]], semver: Callable[..., list[list[bool] | None]]
) -> None:
    assert disagreements(a_range, ALPHABET, 10_000, parse_range, semver, MAX_SAFE_INTEGER) == []


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        (">22", ">=23.0.0"),
        ("<=22", "<23.0.0"),
        ("<24", "<24.0.0"),
        ("20 - 24", ">=20.0.0 <25.0.0"),
        ("20.1 - 24.0.0-rc.1", ">=20.1.0 <24.0.0"),
        ("~=22", ">=22.0.0 <23.0.0"),
        ("~> 22.1", ">=22.1.0 <22.2.0"),
        ("> =22", ">=22.0.0"),
        ("^22.0.0-rc", ">=22.0.0 <23.0.0"),
        ("22.0.0-rc", "(none)"),
        ("^22 ^24", "(none)"),
        ("^0.0.3 || ^0.2", ">=0.0.3 <0.0.4 || >=0.2.0 <0.3.0"),
        ("1 - =2.3.4-rc", ">=1.0.0 <2.3.4"),
        (">=1.2.3-rev = 2", ">=2.0.0 <3.0.0"),
        ("1.2.3*", ">=1.2.3 <1.2.4"),
        ("v22+build", ">=22.0.0 <23.0.0"),
        ("18||20||>=22", ">=18.0.0 <19.0.0 || >=20.0.0 <21.0.0 || >=22.0.0"),
        *((text, "*") for text in ("", "*", "x", "x.x", ">=*", "||", ">=0.0.0", "22 || *", "+build")),
    ],
)
def test_reads_error_prone_ranges(text: str, admitted: str) -> None:
    assert str(parse_range(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (">=22, <25", ">=22 <25"),
        (">=22,<25", ">=22 <25"),
        ("node 22", "22.x"),
        ("node >= 20", ">= 20"),
        ("22+", ">=22"),
        ("18 or later", ">=18"),
        ("=>22", ">=22"),
        (">==22.1.0", ">=22.1.0"),
        ("^22 | ^24", "^22 || ^24"),
        ("20 or 22", "20 || 22"),
        (">=20 && <25", ">=20 <25"),
        ("22.1.", "22.1"),
        ("lts/*", "*"),
        ("current", "*"),
        (">=18 !=19", ">=18"),
        ("!=22", None),
        ("**", None),
        ("1.2.3**", None),
        ("foo", None),
        ("9007199254740992", None),
    ],
)
def test_suggests_the_nearest_valid_range(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError) as caught:
        parse_range(text)
    assert caught.value.suggestion == meant
    assert meant is None or parse_range(meant)


def test_accepts_numbers_up_to_the_limit_of_npm() -> None:
    assert parse_range(f"<={MAX_SAFE_INTEGER - 1}") == VersionSet((((0, 0, 0), (MAX_SAFE_INTEGER, 0, 0)),))
    assert parse_range(f"<{MAX_SAFE_INTEGER}") == VersionSet((((0, 0, 0), (MAX_SAFE_INTEGER, 0, 0)),))
    with pytest.raises(VersionSyntaxError, match="largest that npm's semver accepts"):
        parse_range(f"<={MAX_SAFE_INTEGER}")


def test_refuses_an_overlong_text() -> None:
    assert parse_range("22".ljust(spans.MAX_LENGTH)) == parse_range("22")
    with pytest.raises(VersionSyntaxError, match="601 characters are too many for a version range"):
        parse_range("22".ljust(spans.MAX_LENGTH + 1))


def test_reads_a_full_version() -> None:
    assert parse_version(" v22.1.0-rc.1+build ") == (22, 1, 0)


@pytest.mark.parametrize("text", ["22", "22.1", ">22.1.0", "=22.1.0", "22.1.x", "", "01.2.3", "1.2.3-" + "a" * 251])
def test_refuses_partial_versions(text: str) -> None:
    with pytest.raises(VersionSyntaxError, match="is not a full version like"):
        parse_version(text)
