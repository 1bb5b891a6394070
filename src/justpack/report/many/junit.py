"""One JUnit XML document of many projects, with a test suite for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.report.formats import junit
from justpack.report.formats.registry import Run


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the XML document as one text."""
    yield from junit.document(f"justpack {runs[0].command}", runs)
