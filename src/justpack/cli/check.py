"""`justpack check`: will this deploy, as far as can be told without sending anything?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.common import (
    Output,
    inspected,
    output_options,
    path_argument,
    pattern_options,
    patterns,
    runtime_option,
    settings_for,
)
from justpack.pipeline import Review
from justpack.report import findings as report_findings
from justpack.report.sizes import human


@click.command("check")
@path_argument
@runtime_option
@pattern_options
@output_options
def command(
    path: Path,
    runtime: str | None,
    exclude: tuple[str, ...],
    include: tuple[str, ...],
    force_include: tuple[str, ...],
    output: Output,
) -> int:
    """Check the project at PATH before anything is uploaded. Offline."""
    settings = settings_for(path, runtime=runtime)
    review = pipeline.check(inspected(path, settings, patterns(exclude, include, force_include)))
    output.emit(review.ok, review.to_dict(), review.findings, lines(review, output))
    return 0 if review.ok else 1


def lines(review: Review, output: Output) -> Iterator[str]:
    """The findings, then one line with the verdict."""
    yield from report_findings.lines(review.findings, output.style)
    entries = review.plan.entries
    size = human(sum(entry.size for entry in entries))
    runtime = review.prediction.runtime or "no runtime"
    verdict = output.style("green", "ready to deploy") if review.ok else output.style("red", "not ready to deploy")
    yield f"{verdict}: {runtime}, {len(entries)} file{'s' if len(entries) != 1 else ''}, {size}"
