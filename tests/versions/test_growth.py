"""Tests of all version parsers: linear time, and no exception except VersionSyntaxError for any text."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from justpack.errors import VersionSyntaxError
from justpack.versions import gradle, java, maven, node, npm, spans
from justpack.versions.python import conda, pep440, pins, poetry

PARSERS: list[Callable[[str], object]] = [
    npm.parse_range,
    npm.parse_version,
    node.parse_pin,
    pep440.parse_specifiers,
    poetry.parse_constraint,
    pins.parse_pin,
    conda.parse_version_spec,
    maven.parse_range,
    maven.parse_enforcer_window,
    maven.parse_toolchain_range,
    java.parse_level,
    java.parse_pin,
    gradle.gradle_version,
]
UNITS = [
    "1||",
    "1 ",
    "1,",
    "!=1,",
    "!=1.*,",
    "1-",
    "a1",
    "v",
    " ",
    "=",
    "~",
    "[1],",
    "[,1],",
    "1.",
    "+a",
    "latest:",
    "a-",
    "sub-1:",
    "9",
    "(",
    "1|",
]


def steps(parse: Callable[[str], object], text: str) -> int:
    """How many lines of Python one call runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        answer(parse, text)
    finally:
        sys.settrace(before)
    return count


def answer(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except VersionSyntaxError as error:
        return error.message


def repeated(unit: str, length: int) -> str:
    return (unit * length)[:length]


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: f"{parse.__module__}.{parse.__name__}")
def test_work_is_linear_in_the_length(parse: Callable[[str], object]) -> None:
    grown = {unit: (steps(parse, repeated(unit, 300)), steps(parse, repeated(unit, 600))) for unit in UNITS}
    assert {unit: work for unit, work in grown.items() if work[1] > 2.6 * work[0] + 200} == {}


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: f"{parse.__module__}.{parse.__name__}")
def test_any_text_is_parsed_or_refused(parse: Callable[[str], object]) -> None:
    rng = random.Random(7)
    alphabet = "0123456789.xX*v<>=!~^|,-+ []()/:@_\t\nabcdeltsrouj\u2003٣²\x00\ud800é"
    for _ in range(1_500):
        answer(parse, "".join(rng.choice(alphabet) for _ in range(rng.choice((1, 3, 8, 20)))))


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: f"{parse.__module__}.{parse.__name__}")
def test_refuses_an_overlong_text_without_parsing_it(parse: Callable[[str], object]) -> None:
    with pytest.raises(VersionSyntaxError, match="characters are too many"):
        parse("1" * (spans.MAX_LENGTH + 1))
