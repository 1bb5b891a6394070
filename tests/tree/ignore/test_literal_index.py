"""Tests for the index that finds patterns by their literal text."""

from __future__ import annotations

import random

import pytest

from justpack.tree.ignore.literal_index import LiteralIndex, PatternSet
from justpack.tree.ignore.wildcards import Wildcard, tokens


def index(*literals: str) -> LiteralIndex:
    found = LiteralIndex()
    for number, literal in enumerate(literals):
        found.add(number, [literal])
    return found


def test_finds_the_patterns_whose_text_is_in_a_path_the_last_first() -> None:
    assert list(index("abc", "xyz", "bcd").candidates("a/abcd")) == [2, 0]


def test_looks_at_few_of_many_patterns() -> None:
    many = index(*(f"x{number:04}" for number in range(5000)))
    found = list(many.candidates("lib/x0123.js"))
    assert 123 in found
    assert len(found) < 50


def test_is_false_only_if_it_is_empty() -> None:
    assert not LiteralIndex()
    assert index("abc")


PIECES = ("a", "b", "/", "*", "**", "?", "[ab]", "[!a]", "**/", "/**", ".")


def patterns(dice: random.Random) -> list[Wildcard]:
    parsed = [tokens("".join(dice.choices(PIECES, k=dice.randint(1, 5)))) for _ in range(dice.randint(1, 6))]
    return [Wildcard(parts) for parts in parsed if parts]


@pytest.mark.parametrize("seed", range(200))
def test_a_set_finds_the_last_pattern_that_matches(seed: int) -> None:
    dice = random.Random(seed)
    several, together = patterns(dice), PatternSet()
    folders_only = [dice.random() < 0.3 for _ in several]
    for number, wildcard in enumerate(several):
        together.add(number, wildcard, folders_only=folders_only[number])
    for _ in range(30):
        text = "".join(dice.choices("aab/.c", k=dice.randint(1, 6)))
        expected = [number for number, each in enumerate(several) if each.match(text)]
        assert together.last(text) == max(expected, default=-1)
        path = text.removesuffix("/")
        if path:
            expected = [
                number
                for number, each in enumerate(several)
                if each.match_or_hold(path, whole=path != text or not folders_only[number])
            ]
            assert together.last_above(text) == max(expected, default=-1), text


def test_an_empty_set_matches_nothing() -> None:
    assert PatternSet().last("a") == PatternSet().last_above("a/") == -1
    assert not PatternSet()
