"""Tests for the index that finds patterns by their literal text."""

from __future__ import annotations

from justpack.tree.ignore.literal_index import LiteralIndex


def index(*literals: str) -> LiteralIndex:
    found = LiteralIndex()
    for number, literal in enumerate(literals):
        found.add(number, literal)
    return found


def test_finds_the_patterns_whose_text_is_in_a_path_the_last_first() -> None:
    assert list(index("abc", "xyz", "bcd").candidates("a/abcd")) == [2, 0]


def test_always_returns_patterns_with_a_short_text() -> None:
    assert list(index("ab", "xyz", "").candidates("abc")) == [2, 0]


def test_looks_at_few_of_many_patterns() -> None:
    many = index(*(f"x{number:04}" for number in range(5000)))
    found = list(many.candidates("lib/x0123.js"))
    assert 123 in found
    assert len(found) < 50


def test_is_false_only_if_it_is_empty() -> None:
    assert not LiteralIndex()
    assert index("")
