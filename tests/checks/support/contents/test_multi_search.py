"""Tests of the search for many texts, compared with one search for each text."""

from __future__ import annotations

import random

import pytest

from justpack.checks.support.contents.multi_search import Marks
from justpack.facts.credentials.catalog import CREDENTIALS

MARKS = tuple(mark for kind in CREDENTIALS for mark in kind.marks)


@pytest.mark.parametrize("mark", MARKS)
def test_finds_each_text_alone(mark: bytes) -> None:
    marks = Marks(MARKS)
    assert marks.any_in(mark)
    assert marks.any_in(b"x" * 99 + mark + b"x" * 99)
    assert not marks.any_in(mark[:-1])
    assert not marks.any_in(mark[1:] if mark[1:] not in MARKS else b"")


def test_agrees_with_in_about_random_texts() -> None:
    seeded = random.Random(20261129)
    letters = b"_-KGJX<.(ab"
    for _ in range(3000):
        marks = {bytes(seeded.choices(letters, k=seeded.randint(1, 4))) for _ in range(seeded.randint(0, 6))}
        data = bytes(seeded.choices(letters, k=seeded.randint(0, 12)))
        assert Marks(marks).any_in(data) == any(mark in data for mark in marks), (marks, data)
        assert Marks(marks).present(data) == {mark for mark in marks if mark in data}, (marks, data)


@pytest.mark.parametrize("mark", [b"<<<<<<<", b">>>>>>>"])
@pytest.mark.parametrize("before", range(9))
def test_finds_a_repeated_character_at_every_offset(mark: bytes, before: int) -> None:
    marks = Marks([b"<<<<<<<", b">>>>>>>"])
    assert marks.any_in(b"-" * before + mark)
    assert marks.any_in(b"-" * before + mark + b" HEAD\n")
    assert not marks.any_in(b"-" * before + mark[1:] + b"-" + mark[1:])


def test_finds_a_rare_character_only_in_its_text() -> None:
    marks = Marks([b"aXb", b"Xb"])
    assert marks.any_in(b"Xb")
    assert not marks.any_in(b"XXX aX")
