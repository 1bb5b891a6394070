"""`justpack detect`: predict the runtime, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.commands import Command
from justpack.cli.options import (
    RuleOptions,
    any_project,
    path_argument,
    project_output_options,
    rule_options,
    runtime_option,
)
from justpack.cli.render import Output
from justpack.model import Detection
from justpack.report import detection as report
from justpack.report import findings as report_findings


@click.command("detect", cls=Command)
@path_argument
@click.option("--explain", is_flag=True, help="Show all evidence, the runtimes it accepts, and which evidence decides.")
@runtime_option
@rule_options
@project_output_options
def command(path: Path, explain: bool, runtime: str | None, rules: RuleOptions, output: Output) -> int:
    """Predict the runtime of the project at PATH, and show which declaration decides."""
    project = any_project(path, rules=rules, runtime=runtime)
    detection = pipeline.detect(project)
    output.file_accesses(project)
    lines = _lines(detection, output, explain=explain)
    output.emit(detection.ok, detection.prediction.to_dict(), detection.findings, lines)
    return 0 if detection.ok else 1


def _lines(detection: Detection, output: Output, *, explain: bool) -> Iterator[str]:
    yield from report.lines(detection.prediction, output.style)
    if explain:
        from justpack.report import explanation

        yield ""
        yield from explanation.lines(detection.prediction, output.style)
    if detection.findings:
        yield ""
        yield from report_findings.lines(detection.findings, output.style)
