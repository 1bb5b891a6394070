"""A runtime that the user sets is evidence that precedes what the project declares."""

from __future__ import annotations

from justpack.evidence.pinned import pinned
from justpack.facts.precedence import PIN, rank
from justpack.facts.runtimes import CATALOG
from justpack.model import Location


def test_gives_the_first_rank_to_every_runtime() -> None:
    for runtime in CATALOG:
        found = pinned(runtime, Location("justpack.toml", 3))
        assert (found.versions, found.location.line, found.note) == (runtime.line, 3, None)
        assert rank(found) == PIN


def test_gives_no_line_for_a_flag() -> None:
    found = pinned(CATALOG[0], Location("--runtime"))
    assert (found.location, found.note) == (Location("--runtime"), "set for this run")
