"""`justpack detect`: which runtime will it get, and why?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.common import Output, inspected, output_options, path_argument, runtime_option, settings_for
from justpack.cli.rule_options import RuleOptions, rule_options
from justpack.model import Detection
from justpack.report import detection as report
from justpack.report import findings as report_findings


@click.command("detect")
@path_argument
@click.option("--explain", is_flag=True, help="Show every piece of evidence, what it admits, and who won.")
@runtime_option
@rule_options
@output_options
def command(path: Path, explain: bool, runtime: str | None, wanted: RuleOptions, output: Output) -> int:
    """Predict the runtime of the project at PATH, and say which declaration decides."""
    settings = wanted.settings(settings_for(path, runtime=runtime))
    project = wanted.project(inspected(path, settings=settings))
    detection = pipeline.detect(project)
    output.emit(
        detection.ok, detection.prediction.to_dict(), detection.findings, _lines(detection, output, explain=explain)
    )
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
