"""Tests of version ranges and version order against Maven's own classes."""

from __future__ import annotations

import random
import subprocess
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.errors import VersionSyntaxError
from justpack.model import VersionSet
from justpack.versions import maven_version, spans
from justpack.versions.maven import parse_enforcer_window, parse_range, parse_toolchain_range

LARGEST = 10**9
LIBRARIES = Path("/usr/share/maven/lib")
NUMBERS = ["0", "0", "1", "2", "8", "9", "11", "17", "21", "00", "017", "2147483648", "9" * 19, "9" * 30]
WORDS = [
    "alpha",
    "beta",
    "a",
    "b",
    "m",
    "rc",
    "cr",
    "ga",
    "final",
    "release",
    "SNAPSHOT",
    "sp",
    "x",
    "foo",
    "é",
    "LTS",
    "ea",
]
SEPARATORS = [".", ".", ".", ".", "-", "", "_", "..", "--", "+", ".-", "-."]
ALPHABET = "[](), .-+_0123456789abxré٣𝟑\t\u2003\x1c"


KNOWN_TRAPS = [
    ("1-ga-1", "1-1"),
    ("1-ga-1", "1--1"),
    ("1.ga.1", "1.1"),
    ("1-sp", "1-ga"),
    ("1.0.0-0.a1", "1-a1"),
    ("", "0"),
]


def version(rng: random.Random) -> str:
    text = rng.choice(NUMBERS[: 14 if rng.random() < 0.1 else 9]) if rng.random() < 0.95 else ""
    while rng.random() < 0.5:
        item = rng.choice(WORDS) if rng.random() < 0.35 else rng.choice(NUMBERS[: 14 if rng.random() < 0.1 else 9])
        text += rng.choice(SEPARATORS if rng.random() < 0.3 else SEPARATORS[:5]) + item
    return text


def bracket(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"[{version(rng)}]"
    low, high = rng.choice((version(rng), version(rng), "")), rng.choice((version(rng), version(rng), ""))
    blank = rng.choice(("", "", " "))
    return f"{rng.choice('[(')}{low}{blank},{blank}{high}{rng.choice('])')}"


def a_range(rng: random.Random) -> str:
    if rng.random() < 0.1:
        return version(rng)
    text = bracket(rng)
    while rng.random() < 0.25:
        text += rng.choice((",", ",", ", ", "", ",,", " ")) + bracket(rng)
    return text


@pytest.fixture(scope="session")
def maven(tool: Callable[[str], str]) -> Callable[..., list[str]]:
    """Maven's own classes, asked many lines in one process."""
    java = tool("java")
    names = ("maven-artifact-3*.jar", "commons-lang3*.jar", "plexus-utils*.jar")
    jars = [str(jar) for name in names for jar in LIBRARIES.glob(name)]
    if not jars:
        tool(f"Maven's library in {LIBRARIES}")

    def ask(lines: list[str], *arguments: str) -> list[str]:
        source = Path(__file__).with_name("MavenOwner.java")
        command = [java, "-cp", ":".join(jars), str(source), *arguments]
        text = "".join(f"{line}\n" for line in lines)
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300, check=True)
        return done.stdout.splitlines()

    return ask


@pytest.fixture
def ranges(maven: Callable[..., list[str]]) -> Callable[..., list[list[bool] | None]]:
    """Maven's VersionRange."""

    def ask(asked: list[tuple[str, list[str]]]) -> list[list[bool] | None]:
        answers = maven([" ".join([_word(text), *versions]) for text, versions in asked])
        return [None if answer == "invalid" else [bit == "1" for bit in answer] for answer in answers]

    return ask


def _word(text: str) -> str:
    return b64encode(text.encode()).decode()


def _orders_apart(maven: Callable[..., list[str]], count: int) -> list[str]:
    """Pairs of versions that Maven's ComparableVersion has in another order than we."""
    rng = random.Random(20261124)
    pairs = [*KNOWN_TRAPS, *((version(rng), version(rng)) for _ in range(count))]
    answers = maven([f"{_word(left)} {_word(right)}" for left, right in pairs], "order")
    ours = [maven_version.compare(maven_version.parse(left), maven_version.parse(right)) for left, right in pairs]
    signs = [str((order > 0) - (order < 0)) for order in ours]
    return [
        f"{pair}: we say {sign}, Maven {answer}"
        for pair, sign, answer in zip(pairs, signs, answers, strict=True)
        if sign != answer
    ]


def test_agrees_with_maven(
    disagreements: Callable[..., list[str]],
    ranges: Callable[..., list[list[bool] | None]],
    maven: Callable[..., list[str]],
) -> None:
    assert disagreements(a_range, ALPHABET, 400, parse_range, ranges, LARGEST) == []
    assert _orders_apart(maven, 1_000) == []


@pytest.mark.exhaustive
def test_agrees_with_maven_on_many_ranges(
    disagreements: Callable[..., list[str]],
    ranges: Callable[..., list[list[bool] | None]],
    maven: Callable[..., list[str]],
) -> None:
    assert disagreements(a_range, ALPHABET, 10_000, parse_range, ranges, LARGEST) == []
    assert _orders_apart(maven, 20_000) == []


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("17", "*"),
        ("", "(none)"),
        ("[17,18)", ">=17.0.0 <18.0.0"),
        ("[21]", ">=21.0.0 <21.0.1"),
        ("(,21]", "<21.0.1"),
        ("(,11),[17,)", "<11.0.0 || >=17.0.0"),
        ("[1,2],[2,3]", ">=1.0.0 <3.0.1"),
        ("[17-ea,)", ">=17.0.1"),
        ("[17-rc,)", ">=17.0.0"),
        ("(,17-SNAPSHOT]", "<17.0.0"),
    ],
)
def test_reads_a_range(text: str, admitted: str) -> None:
    assert str(parse_range(text)) == admitted


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("(17)", "[17]"),
        ("[17,17)", "[17]"),
        ("[17", None),
        ("[18,17]", None),
        ("[1,2],[1,2]", None),
        ("[17,18)21", None),
    ],
)
def test_refuses_what_maven_refuses(text: str, meant: str | None) -> None:
    with pytest.raises(VersionSyntaxError) as caught:
        parse_range(text)
    assert caught.value.suggestion == meant


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("17", ">=17.0.0"),
        ("17.0.1", ">=17.0.1"),
        ("1.8", ">=8.0.0"),
        ("8", ">=8.0.0"),
        ("[1.8,1.9)", ">=8.0.0 <9.0.0"),
        ("[8,9)", ">=8.0.0 <9.0.0"),
        ("[11,17],[21,)", ">=11.0.0 <17.0.1 || >=21.0.0"),
        ("(1.8,)", ">=8.0.1"),
        ("(,1.8]", "<8.0.1"),
        ("(,21]", "<21.0.1"),
    ],
)
def test_reads_the_enforcers_version_window(text: str, admitted: str) -> None:
    below_java_5 = ((0, 0, 0), (5, 0, 0))
    window = (
        parse_enforcer_window(text) | VersionSet((below_java_5,)) if admitted[0] == "<" else parse_enforcer_window(text)
    )
    assert str(window) == admitted


@pytest.mark.parametrize(
    ("text", "admitted"), [("17", ">=17.0.0 <18.0.0"), ("1.8", ">=8.0.0 <9.0.0"), ("[17,18)", ">=17.0.0 <18.0.0")]
)
def test_reads_the_version_of_a_toolchain(text: str, admitted: str) -> None:
    assert str(parse_toolchain_range(text)) == admitted


@pytest.mark.parametrize("parse", [parse_enforcer_window, parse_toolchain_range])
def test_refuses_an_empty_version(parse: Callable[[str], VersionSet]) -> None:
    with pytest.raises(VersionSyntaxError, match="no version is named"):
        parse(" ")


def test_orders_deeply_nested_versions() -> None:
    deep = maven_version.parse("a1" * 300)
    assert maven_version.compare(deep, deep) == 0
    assert maven_version.compare(deep, maven_version.parse("a1" * 299 + "a2")) < 0


def test_refuses_an_overlong_text() -> None:
    with pytest.raises(VersionSyntaxError, match="characters are too many"):
        parse_range("[17" + " " * spans.MAX_LENGTH + "]")
