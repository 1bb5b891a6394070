"""`justpack check`: will this deploy, as far as can be told without sending anything?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import outputs, pipeline
from justpack.cli.common import (
    Output,
    findings_output_options,
    inspected,
    path_argument,
    pattern_options,
    runtime_option,
    settings_for,
)
from justpack.cli.rule_options import RuleOptions, rule_options
from justpack.pipeline import Patterns, Project, Review
from justpack.report import findings as report_findings
from justpack.report.formats.registry import Run
from justpack.report.sizes import human
from justpack.report.style import Style, safe
from justpack.settings import up_to_repository

if TYPE_CHECKING:
    from justpack.fix import Change


@click.command("check")
@path_argument
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), metavar="FILE", help="Write what is found as known into FILE."
)
@click.option("--fix", is_flag=True, help="Mend what can be mended with certainty, and show it as a diff.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; nothing is written.")
@runtime_option
@pattern_options
@rule_options
@findings_output_options
def command(
    path: Path,
    write_baseline: Path | None,
    fix: bool,
    diff: bool,
    runtime: str | None,
    chosen: Patterns,
    wanted: RuleOptions,
    output: Output,
) -> int:
    """Check the project at PATH before anything is uploaded. Offline."""
    settings = wanted.settings(settings_for(path, runtime=runtime))
    project = wanted.project(inspected(path, settings, chosen))
    writes = fix and not diff
    changes = _mended(project, write=writes, output=output) if fix or diff else ()
    if changes and writes:
        project = wanted.project(inspected(path, settings, chosen))
    if write_baseline is not None:
        review = _known(pipeline.check(replace(project, known=frozenset())), write_baseline, output)
    else:
        review = pipeline.check(project)
    result = review.to_dict()
    if fix or diff:
        result["fixes"] = [_fix_dict(change, written=writes) for change in changes]
    run = Run(
        output.command,
        review.ok,
        result,
        review.findings,
        text=chain(_diff(changes, output), lines(review, output)),
        verdict=verdict(review, Style()),
        folder=_folder(path),
    )
    output.write(run)
    if output.format == "github":
        _append_summary(run)
    return 0 if review.ok else 1


def _mended(project: Project, *, write: bool, output: Output) -> tuple[Change, ...]:
    """What can be mended; written where that was asked for."""
    from justpack.fix import made_stale, mend, write_changes

    changes = mend(project)
    if write:
        write_changes(project, changes)
    if not output.quiet:
        verb = "mended" if write else "would mend"
        names = ", ".join(safe(change.path) for change in changes)
        click.echo(f"{verb} {names}" if names else "nothing can be mended with certainty", err=True)
        for lock in made_stale(project, changes):
            click.echo(f"{lock.name} is stale {'now' if write else 'then'}: run `{lock.command}`", err=True)
    return changes


def _diff(changes: Sequence[Change], output: Output) -> Iterator[str]:
    if changes:
        from justpack.report import diff

        for change in changes:
            yield from diff.lines(change.path, change.before, change.after, output.style)
        yield ""


def _fix_dict(change: Change, *, written: bool) -> dict[str, object]:
    from justpack.report import diff

    text = "\n".join(diff.lines(change.path, change.before, change.after, Style())) + "\n"
    return {"path": change.path, "creates": change.before is None, "diff": text, "written": written}


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
    from justpack.report.formats.github import step_summary

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
    outputs.write_baseline(review.findings, path)
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
