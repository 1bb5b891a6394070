"""`justpack check`: check the project before anything is uploaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
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
from justpack.cli.output_paths import output_file
from justpack.cli.render import Output, review_lines, say, verdict
from justpack.frozen import frozen
from justpack.pipeline import Patterns, Project, Review
from justpack.report.formats.registry import Run
from justpack.report.style import Style, safe
from justpack.settings import folder_in_repository

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome
    from justpack.fix import Change


@click.command("check", cls=PatternCommand)
@paths_argument
@click.option(
    "--write-baseline",
    type=output_file,
    shell_complete=paths,
    metavar="FILE",
    help="Write all findings to FILE as a baseline.",
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
    write_baseline: Path | None,
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
        from justpack.cli.many import running

        running.refuse_for_many(write_baseline=write_baseline, fix=fix, diff=diff)
        code = _check_many(paths, _Task("", runtime, patterns, rules), output, jobs)
        return 0 if exit_zero else code
    path = paths[0] if paths else Path()
    written = [] if write_baseline is None else [write_baseline]
    project = any_project(path, patterns, rules, written, runtime=runtime)
    writes = fix and not diff
    changes = _fixed(project, write=writes, output=output) if fix or diff else ()
    if changes and writes:  # the files have changed since they were read
        project = any_project(path, patterns, rules, written, runtime=runtime)
    if write_baseline is not None:
        review = _baselined(pipeline.check(replace(project, known=frozenset())), write_baseline, output)
    else:
        review = pipeline.check(project)
    output.file_accesses(project)
    result = review.result()
    if fix or diff:
        result["fixes"] = [_fix_dict(change, written=writes) for change in changes]
    run = _run(output.command, path, review, result, chain(_diff(changes, output), review_lines(review, output.style)))
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
    written: tuple[Path, ...] = ()


def _check_many(paths: Sequence[Path], about: _Task, output: Output, jobs: int | None) -> int:
    from justpack.cli.many import running

    texts = running.paths_of(paths)
    written = () if output.file is None else (output.file,)
    tasks = [replace(about, path=path, written=written) for path in texts]
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
    project = any_project(path, task.patterns, task.rules, task.written, runtime=task.runtime)
    review = pipeline.check(project)
    entries = review.plan.entries
    ready = review.ok and review.prediction.runtime is not None
    cells = (
        review.prediction.runtime or "no runtime",
        review.prediction.certainty or "",
        "ready" if ready else "not ready",
        f"{len(entries)} file{'s' if len(entries) != 1 else ''}",
        human(sum(entry.size for entry in entries)),
    )
    return Outcome(_run("check", path, review, review.result()), 0 if review.ok else 1, cells)


def _workspace() -> str | None:
    """Return the folder into which the CI runner checked out the repository, or None."""
    return os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")


def _fixed(project: Project, *, write: bool, output: Output) -> tuple[Change, ...]:
    """Return the changes of all certain fixes, and write them to the project if `write` is set."""
    from justpack.fix import find_fixes, stale_locks, write_changes

    changes = find_fixes(project)
    if write:
        write_changes(project, changes)
    verb = "fixed" if write else "would fix"
    names = ", ".join(safe(change.path) for change in changes)
    output.note(f"{verb} {names}" if names else _nothing_fixed(project))
    for lock in stale_locks(project, changes):
        output.note(f"{lock.name} is stale {'now' if write else 'then'}: run `{lock.command}`")
    return changes


def _nothing_fixed(project: Project) -> str:
    """Return why nothing is fixed, with the edit that `detect` names if there is one."""
    prediction = pipeline.detect(project).prediction
    if prediction.edit is None:
        return "nothing can be fixed with certainty"
    from justpack.report.detection import edit_line

    return f"no finding asks for a fix. {edit_line(prediction.edit, Style())}; --fix leaves that choice to you"


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


def _append_summary(summary: Callable[[], str]) -> None:
    """Append to the summary of the GitHub step, if there is one. An error of writing it is only a note."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        outputs.append_text(Path(path), summary())
    except (OSError, ValueError) as error:
        say([f"the step summary cannot be written: {error}"])


def _baselined(review: Review, path: Path, output: Output) -> Review:
    """Write all findings to the baseline and clear them."""
    outputs.write_baseline(review.findings, path)
    count = len(review.findings)
    output.note(f"wrote {path}: {count} finding{'s' if count != 1 else ''} known")
    return replace(review, findings=())
