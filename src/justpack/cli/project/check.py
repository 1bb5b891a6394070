"""`justpack check`: check the project before anything is uploaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import outputs, pipeline
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import paths
from justpack.cli.options import (
    RuleOptions,
    any_project,
    every_project_option,
    findings_output_options,
    paths_argument,
    pattern_options,
    rule_options,
    runtime_option,
)
from justpack.cli.output_paths import OutputPlace, output_place
from justpack.cli.project import fixes
from justpack.cli.render import Output, review_lines, say, verdict
from justpack.frozen import frozen
from justpack.pipeline import Patterns, Review
from justpack.report.formats.registry import Run
from justpack.report.style import Style
from justpack.settings import folder_in_repository

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome


@click.command("check", cls=PatternCommand)
@paths_argument
@click.option(
    "--write-baseline",
    type=output_place("--write-baseline"),
    shell_complete=paths,
    metavar="FILE",
    help="Write all findings to FILE as a baseline; DIR/ for many projects.",
)
@click.option("--fix", is_flag=True, help="Apply fixes that are certain, and show the diff.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@every_project_option
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Number of processes for many projects.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if the project does not pass.")
@runtime_option
@pattern_options
@rule_options
@findings_output_options
def command(
    paths: tuple[Path, ...],
    write_baseline: OutputPlace | None,
    fix: bool,
    diff: bool,
    jobs: int | None,
    exit_zero: bool,
    runtime: str | None,
    patterns: Patterns,
    rules: RuleOptions,
    output: Output,
) -> int:
    """Check the project at PATH before anything is uploaded, or many projects. No network is used."""
    if len(paths) > 1:
        code = _check_many(
            paths, _Task("", runtime, patterns, rules, output.style, fix, diff), write_baseline, output, jobs
        )
        return 0 if exit_zero else code
    path = paths[0] if paths else Path()
    baseline = None if write_baseline is None else write_baseline.file()
    written = [] if baseline is None else [baseline]
    project = any_project(path, patterns, rules, written, runtime=runtime)
    writes = fix and not diff
    changes = fixes.fixed(project, output.note, write=writes) if fix or diff else ()
    if changes and writes:  # the files have changed since they were read
        project = any_project(path, patterns, rules, written, runtime=runtime)
    review = (
        pipeline.check(project, second_process=True)
        if baseline is None
        else fixes.baselined(project, baseline, output.note)
    )
    output.file_accesses(project)
    result = review.result()
    if fix or diff:
        result["fixes"] = [fixes.to_dict(change, written=writes) for change in changes]
    text = chain(fixes.diff_lines(changes, output.style), review_lines(review, output.style))
    run = _run(output.command, path, review, result, text)
    output.write(run)
    if output.format == "github":
        from justpack.report.formats.github import step_summary

        _append_summary(partial(step_summary, run, run.folder or os.path.basename(os.path.realpath(path))))
    return 0 if review.ok or exit_zero else 1


def _run(command: str, path: Path, review: Review, result: Mapping[str, object], text: Iterable[str] = ()) -> Run:
    return Run(
        command,
        review.ok,
        result,
        review.findings,
        text=text,
        verdict=verdict(review, Style()),
        folder=folder_in_repository(path, _workspace()),
        path="" if path == Path() else path.as_posix(),
        fail_on=review.fail_on,
    )


@frozen
class _Task:
    """What a worker process needs to check one project."""

    path: str
    runtime: str | None
    patterns: Patterns
    rules: RuleOptions
    style: Style
    fix: bool
    diff: bool
    written: tuple[Path, ...] = ()
    """The files that the run writes."""
    baseline: Path | None = None
    """The file for all findings of the project, or None."""


def _check_many(
    paths: Sequence[Path], about: _Task, write_baseline: OutputPlace | None, output: Output, jobs: int | None
) -> int:
    from justpack.cli.many import running
    from justpack.projects.output_names import BASELINE

    texts = running.paths_of(paths)
    baselines = [] if write_baseline is None else write_baseline.files(texts, BASELINE)
    outputs.check_places(*baselines, output.file)
    written = (*baselines, *([] if output.file is None else [output.file]))
    tasks = [
        replace(about, path=path, written=written, baseline=baseline)
        for path, baseline in zip_longest(texts, baselines)
    ]
    if about.fix and running.are_nested(paths):
        jobs = 1  # two projects may fix one file
    outcomes = running.in_processes(output.command, texts, _checked, tasks, jobs)
    passed = sum(outcome.run.ok for outcome in outcomes)
    code = running.report(output, outcomes, f"{passed} of {len(outcomes)} projects are ready to deploy")
    if output.format == "github":
        from justpack.report.many.github import step_summary

        _append_summary(partial(step_summary, [outcome.run for outcome in outcomes]))
    return code


def _checked(task: _Task) -> Outcome:
    """Check one project of many, in a worker process."""
    from justpack.cli.many.outcomes import Outcome
    from justpack.report.sizes import human

    path = Path(task.path)
    notes: list[str] = []
    project = any_project(path, task.patterns, task.rules, task.written, runtime=task.runtime)
    writes = task.fix and not task.diff
    changes = fixes.fixed(project, notes.append, write=writes) if task.fix or task.diff else ()
    if changes and writes:  # the files have changed since they were read
        project = any_project(path, task.patterns, task.rules, task.written, runtime=task.runtime)
    if task.baseline is None:
        review = pipeline.check(project)
    else:
        review = fixes.baselined(project, task.baseline, notes.append)
    result = review.result()
    if task.fix or task.diff:
        result["fixes"] = [fixes.to_dict(change, written=writes) for change in changes]
    entries = review.plan.entries
    ready = review.ok and review.prediction.runtime is not None
    cells = (
        review.prediction.runtime or "no runtime",
        review.prediction.certainty or "",
        "ready" if ready else "not ready",
        f"{len(entries)} file{'s' if len(entries) != 1 else ''}",
        human(sum(entry.size for entry in entries)),
    )
    diff = tuple(fixes.diff_lines(changes, task.style, task.path))
    code = 0 if review.ok else 1
    return Outcome(_run("check", path, review, result), code, cells, lines=diff, notes=tuple(notes))


def _workspace() -> str | None:
    """Return the folder into which the CI runner checked out the repository, or None."""
    return os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")


def _append_summary(summary: Callable[[], str]) -> None:
    """Append to the summary of the GitHub step, if there is one. An error of writing it is only a note."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        outputs.append_text(Path(path), summary())
    except (OSError, ValueError) as error:
        say([f"the step summary cannot be written: {error}"])
