"""`justpack check`: will this deploy, as far as can be told without sending anything?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.common import (
    Output,
    findings_output_options,
    inspected,
    path_argument,
    pattern_options,
    patterns,
    runtime_option,
    settings_for,
)
from justpack.cli.wanted import Wanted, rule_options
from justpack.pipeline import Review
from justpack.report import findings as report_findings
from justpack.report.formats import Run
from justpack.report.sizes import human
from justpack.report.style import Style
from justpack.settings import up_to_repository


@click.command("check")
@path_argument
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), metavar="FILE", help="Write what is found as known into FILE."
)
@runtime_option
@pattern_options
@rule_options
@findings_output_options
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
    run = Run(
        output.command,
        review.ok,
        review.to_dict(),
        review.findings,
        text=lines(review, output),
        verdict=verdict(review, Style()),
        folder=_folder(path),
    )
    output.write(run)
    if output.format == "github":
        _append_summary(run)
    return 0 if review.ok else 1


def _folder(path: Path) -> str:
    """The project as seen from its repository's root, or from what GitHub checked out without its history."""
    project = path.resolve()
    if not project.is_dir():
        return ""
    *_, root = up_to_repository(project)
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or project).resolve()
    if not os.path.lexists(root / ".git") and project.is_relative_to(workspace):
        root = workspace
    found = project.relative_to(root).as_posix()
    return "" if found == "." else found


def _append_summary(run: Run) -> None:
    """The step's summary, where GitHub has a file for it; a summary that fails is no reason to fail."""
    from justpack.report.github import step_summary

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(step_summary(run))
    except (OSError, ValueError) as error:
        click.echo(f"the step summary cannot be written: {error}", err=True)


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
    yield verdict(review, output.style)


def verdict(review: Review, style: Style) -> str:
    """Whether it may go, and what would."""
    entries = review.plan.entries
    size = human(sum(entry.size for entry in entries))
    runtime = review.prediction.runtime or "no runtime"
    word = style("green", "ready to deploy") if review.ok else style("red", "not ready to deploy")
    return f"{word}: {runtime}, {len(entries)} file{'s' if len(entries) != 1 else ''}, {size}"
