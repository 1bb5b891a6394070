"""A share of the fuzz: every changed file ends in an answer."""

from __future__ import annotations

import random
from pathlib import Path

from tests.fuzz.mutate import LONGEST, mutated
from tests.fuzz.run import faults

SHARE = 1500


def test_every_input_ends_in_an_answer(tmp_path: Path) -> None:
    assert list(faults(tmp_path / "project", range(SHARE))) == []


def test_a_seed_gives_the_same_text() -> None:
    first, again = (mutated(random.Random(3), b"abc" * 100, [b"xyz"]) for _ in range(2))
    assert first == again
    assert len(first) <= LONGEST
