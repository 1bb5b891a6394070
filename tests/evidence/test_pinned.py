"""A runtime that the user sets is evidence that precedes what the project declares."""

from __future__ import annotations

from justpack.evidence.pinned import pinned
from justpack.facts.precedence import PIN, rank
from justpack.facts.runtimes import CATALOG
from justpack.model import Location


def test_every_runtime_can_be_set_and_has_the_first_rank() -> None:
    for runtime in CATALOG:
        found = pinned(runtime, Location("justpack.toml", 3))
        assert (found.versions, found.location.line, found.note) == (runtime.line, 3, None)
        assert rank(found) == PIN


def test_a_flag_has_no_line() -> None:
    found = pinned(CATALOG[0], None)
    assert (found.location.line, found.note) == (None, "set on the command line or in the environment")
