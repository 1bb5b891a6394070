"""One SARIF log of many projects, with a run for each.

The runs differ in `automationDetails.id`, as code scanning requires. A run describes only the rules that it reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.report.formats import sarif
from justpack.report.formats.registry import Run


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the SARIF log as one text."""
    yield sarif.log([sarif.run_of(run, only_reported=True) for run in runs])
