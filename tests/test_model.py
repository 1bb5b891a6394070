"""Tests that VersionSet satisfies the laws of set algebra."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from justpack.model import EVERY, NONE, ZERO, Triple, VersionSet

SIDE = 4
UNIVERSE: list[Triple] = [(a, b, c) for a in range(SIDE) for b in range(SIDE) for c in range(SIDE)]
BEYOND: list[Triple] = [(SIDE, 0, 0), (0, SIDE, 0), (0, 0, SIDE), (9, 9, 9)]

triples = st.tuples(*[st.integers(0, SIDE - 1)] * 3)
spans = st.tuples(triples, st.none() | triples)
sets = st.lists(spans, max_size=6).map(lambda drawn: VersionSet.of(*drawn))


def members(versions: VersionSet) -> set[Triple]:
    return {triple for triple in UNIVERSE + BEYOND if triple in versions}


def is_canonical(versions: VersionSet) -> bool:
    """Whether the spans are sorted, disjoint, not adjacent and not empty, and only the last one is unbounded."""
    ends = [end or (9, 9, 9) for span in versions.spans for end in span]
    return ends == sorted(set(ends)) and None not in [high for _, high in versions.spans[:-1]]


@given(st.lists(spans, max_size=6))
def test_builds_the_union_of_spans(drawn: list[tuple[Triple, Triple | None]]) -> None:
    versions = VersionSet.of(*drawn)
    by_hand = {t for t in UNIVERSE + BEYOND if any(low <= t and (high is None or t < high) for low, high in drawn)}
    assert members(versions) == by_hand
    assert is_canonical(versions)


@given(sets, sets)
def test_computes_union_and_intersection(one: VersionSet, other: VersionSet) -> None:
    assert members(one | other) == members(one) | members(other)
    assert members(one & other) == members(one) & members(other)
    assert is_canonical(one | other)
    assert is_canonical(one & other)


@given(sets)
def test_computes_the_complement(versions: VersionSet) -> None:
    assert members(~versions) == {*UNIVERSE, *BEYOND} - members(versions)
    assert is_canonical(~versions)
    assert ~~versions == versions
    assert versions | ~versions == EVERY
    assert versions & ~versions == NONE


@given(sets, sets, sets)
@settings(max_examples=50)
def test_satisfies_the_laws_of_set_algebra(a: VersionSet, b: VersionSet, c: VersionSet) -> None:
    assert a & b == b & a
    assert a | b == b | a
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert ~(a & b) == ~a | ~b
    assert (a & EVERY, a | NONE, a & NONE, a | EVERY) == (a, a, NONE, EVERY)


@given(sets)
def test_is_false_exactly_if_empty(versions: VersionSet) -> None:
    assert bool(versions) == bool(members(versions))


def test_formats_as_ranges() -> None:
    two = VersionSet.of(((24, 0, 0), None), ((22, 0, 0), (23, 0, 0)))
    assert [str(two), str(EVERY), str(NONE)] == [">=22.0.0 <23.0.0 || >=24.0.0", "*", "(none)"]
    assert str(VersionSet.of((ZERO, (3, 1, 0)))) == "<3.1.0"
