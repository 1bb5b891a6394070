"""Fixtures for the tests of documents: damaged files, and the text at a location."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from tests.tree.documents.damage import Outcomes, Parser, assert_inside, damaged_files


@pytest.fixture
def attack() -> Outcomes:
    """Anything but a ManifestError with a place inside the file fails the test."""

    def run(parse: Parser, samples: list[bytes], count: int) -> tuple[int, int]:
        taken = refused = 0
        for data in damaged_files(samples, count):
            try:
                parse("file", data)
                taken += 1
            except ManifestError as error:
                assert_inside(error.problem.location, data)
                assert "\n" not in error.problem.message.replace("\\n", "")
                refused += 1
        return taken, refused

    return run


@pytest.fixture
def written() -> Callable[[Location], str]:
    """The text that a place means, on its line."""

    def cut(place: Location) -> str:
        assert place.text is not None
        assert place.column is not None
        start = place.column - place.text_column
        return place.text[start : start + place.width]

    return cut
