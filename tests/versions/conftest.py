"""The fixture that compares a version grammar with its owner's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.versions.differential import Draw, Owner, Parse, compare


@pytest.fixture
def disagreements() -> Callable[[Draw, str, int, Parse, Owner, int], list[str]]:
    """Draws texts, asks both sides, and gives a line for each text on which they differ."""
    return compare
