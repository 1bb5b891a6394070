"""Tests that the time of each reader grows with the length of its input."""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections.abc import Iterator

import pytest

from justpack.errors import JustpackError, ManifestError, VersionSyntaxError
from tests.growth.readers import BEGINNINGS, READERS, UNITS, Reader

SHORT = 500
"""Characters of the shorter text."""
DOUBLINGS = 4
STEP = 2.4
"""The most that one doubling of the length may multiply the time."""
END = "!x"
"""The end of every text, so that a pattern that wants a line end or a bracket does not match."""
FLOOR = 0.004
"""Seconds below which a time is not measurable."""


def texts(beginnings: tuple[str, ...], length: int) -> Iterator[tuple[str, bytes]]:
    """Every text of this length, with a name."""
    for begin in dict.fromkeys((*BEGINNINGS, *beginnings)):
        for unit in UNITS:
            yield f"{begin!r} {unit!r}", (begin + unit * (length // len(unit)) + END).encode()


def seconds(read: Reader, data: bytes) -> float:
    """The user's time of one reading."""
    start = time.process_time()
    with contextlib.suppress(JustpackError, ManifestError, VersionSyntaxError):
        read(data)
    return time.process_time() - start


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_length(name: str) -> None:
    read, beginnings = READERS[name]
    slow: list[str] = []
    gc.disable()
    try:
        for (what, short), (_, long) in zip(
            texts(beginnings, SHORT), texts(beginnings, SHORT << DOUBLINGS), strict=True
        ):
            if seconds(read, long) <= FLOOR * STEP**DOUBLINGS:
                continue
            before = max(FLOOR, statistics.median(seconds(read, short) for _ in range(3)))
            after = statistics.median(seconds(read, long) for _ in range(3))
            if after > before * STEP**DOUBLINGS:
                slow.append(f"{what}: {before:.4f} s, then {after:.4f} s")
    finally:
        gc.enable()
    assert slow == []
