"""Concise output of many projects: one line for each finding, and one for each project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from justpack.report.formats import concise
from justpack.report.formats.registry import Run


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the lines of each project, one project after the other."""
    for run in runs:
        yield from concise.lines(replace(run, verdict=f"{run.path or '.'}: {run.verdict}"))
