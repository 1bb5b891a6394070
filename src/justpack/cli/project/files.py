"""`justpack files`: list what goes into the zip, and the rules that decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import paths
from justpack.cli.options import any_project, path_argument, pattern_options, project_output_options
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.model import Finding, Plan
from justpack.pipeline import Patterns, Project
from justpack.report import findings as report_findings
from justpack.report.decision import refused_dict, rule_line
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("files", cls=PatternCommand)
@path_argument
@click.option("--ignored", is_flag=True, help="List the excluded paths, each with the rule that excludes it.")
@click.option(
    "--why",
    metavar="FILE",
    multiple=True,
    shell_complete=paths,
    help="Show which rule decides about one path; repeatable.",
)
@pattern_options
@project_output_options
def command(path: Path, ignored: bool, why: tuple[str, ...], patterns: Patterns, output: Output) -> int:
    """List what goes into the zip of the project at PATH."""
    project = any_project(path, patterns)
    if "" in why:
        raise UsageError("the path of --why is empty", help="name a path of the project")
    if why:
        return _explain(project, why, output)
    plan = pipeline.plan_of(project)
    findings = _unreadable_ignore_files(project)
    output.file_accesses(project)
    ok = not plan.refused and not findings
    result = {**plan.to_dict(), "refused": [refused_dict(each) for each in plan.refused]}
    output.emit(ok, result, findings, _lines(plan, findings, output, ignored=ignored))
    return 0 if ok else 1


def _explain(project: Project, paths: Sequence[str], output: Output) -> int:
    """Show which rule decides about each path. The paths need not exist."""
    from justpack.report import path_explanation as report

    explanations = [pipeline.explain(project, path) for path in dict.fromkeys(paths)]
    output.file_accesses(project)
    output.emit(True, report.to_dict(explanations), [], report.lines(explanations))
    return 0


def _unreadable_ignore_files(project: Project) -> list[Finding]:
    """Return a finding for each ignore file that could not be read; the paths that it excludes are listed as packed."""
    problems = project.tree.problems
    if not problems:
        return []
    from justpack.checks.rules.manifest_syntax import RULE

    return [RULE.from_problem(problem) for problem in problems]


def _lines(plan: Plan, findings: Sequence[Finding], output: Output, *, ignored: bool) -> Iterator[str]:
    if findings:
        yield from report_findings.lines(findings, output.style)
        yield ""
    if ignored:
        for each in plan.excluded:
            yield f"{safe(each.path)}  {rule_line(each.decision.rule)}"
    else:
        for entry in plan.entries:
            yield f"{human(entry.size):>10}  {safe(entry.path)}" + (
                f"  (link to {safe(entry.via)})" if entry.via else ""
            )
    for refused in plan.refused:
        yield f"refused: {safe(refused.path)}: {safe(refused.reason)}"
