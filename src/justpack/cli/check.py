"""`justpack check`: will this deploy, as far as can be told without sending anything?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
from justpack.cli.wanted import Wanted, rule_options
from justpack.pipeline import Review
from justpack.report import findings as report_findings
from justpack.report.sizes import human


@click.command("check")
@path_argument
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), metavar="FILE", help="Write what is found as known into FILE."
)
@runtime_option
@pattern_options
@rule_options
@output_options
def command(
    path: Path,
    write_baseline: Path | None,
    runtime: str | None,
    exclude: tuple[str, ...],
    include: tuple[str, ...],
    force_include: tuple[str, ...],
    wanted: Wanted,
    output: Output,
) -> int:
    """Check the project at PATH before anything is uploaded. Offline."""
    settings = wanted.settings(settings_for(path, runtime=runtime))
    project = inspected(path, settings, patterns(exclude, include, force_include))
    if write_baseline is not None:
        review = _known(pipeline.check(project), write_baseline, output)
    else:
        review = pipeline.check(wanted.project(project))
    output.emit(review.ok, review.to_dict(), review.findings, lines(review, output))
    return 0 if review.ok else 1


def _known(review: Review, path: Path, output: Output) -> Review:
    """Everything that is found becomes known, and none of it is told."""
    pipeline.write_baseline(review.findings, path)
    if not output.quiet:
        count = len(review.findings)
        click.echo(f"wrote {path}: {count} finding{'s' if count != 1 else ''} known", err=True)
    return replace(review, findings=())


def lines(review: Review, output: Output) -> Iterator[str]:
    """The findings, then one line with the verdict."""
    yield from report_findings.lines(review.findings, output.style)
    yield verdict(review, output)


def verdict(review: Review, output: Output) -> str:
    """Whether it may go, and what would."""
    entries = review.plan.entries
    size = human(sum(entry.size for entry in entries))
    runtime = review.prediction.runtime or "no runtime"
    word = output.style("green", "ready to deploy") if review.ok else output.style("red", "not ready to deploy")
    return f"{word}: {runtime}, {len(entries)} file{'s' if len(entries) != 1 else ''}, {size}"
