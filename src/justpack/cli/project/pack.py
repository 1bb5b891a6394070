"""`justpack pack`: write a zip that is the same byte for byte on every machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from justpack import outputs, pipeline
from justpack.cli import errors
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import paths
from justpack.cli.options import (
    RuleOptions,
    folder_project,
    output_files,
    packing_options,
    path_argument,
    pattern_options,
    project_output_options,
    receipt_beside,
    rule_options,
    runtime_option,
)
from justpack.cli.output_paths import STDOUT, ZipTarget, output_file
from justpack.cli.render import Output, review_lines, say, writing
from justpack.errors import JustpackError, UsageError
from justpack.model import Archive
from justpack.pipeline import Packing, Patterns, Project, Review
from justpack.report import sizes
from justpack.report.progress import Reporter, reporter


@click.command("pack", cls=PatternCommand)
@path_argument
@click.option(
    "-o",
    "--output",
    "into",
    type=ZipTarget,
    shell_complete=paths,
    metavar="PATH",
    help="Path of the zip; `-` for stdout, `out/` for a folder.",
)
@click.option(
    "--receipt",
    type=output_file,
    shell_complete=paths,
    metavar="PATH",
    help="Path of the receipt [default: beside the zip].",
)
@click.option(
    "--provenance",
    type=output_file,
    shell_complete=paths,
    metavar="PATH",
    help="Write an in-toto statement (SLSA), unsigned.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be packed; write nothing.")
@click.option("--no-check", is_flag=True, help="Pack even if `check` reports an error.")
@packing_options
@runtime_option
@pattern_options
@rule_options
@project_output_options
def command(
    path: Path,
    into: ZipTarget | None,
    receipt: Path | None,
    provenance: Path | None,
    dry_run: bool,
    no_check: bool,
    runtime: str | None,
    patterns: Patterns,
    packing: Packing,
    rules: RuleOptions,
    output: Output,
) -> int:
    """Pack the project at PATH into a deterministic zip."""
    if into is None and not dry_run:
        raise UsageError("the path of the zip is missing", help="add -o app.zip, or -o - for stdout")
    target = None if into is None else into.file(path)
    written = output_files(target, receipt, provenance)
    beside = receipt or (receipt_beside(target) if target is not None and target != STDOUT else None)
    if not dry_run:
        outputs.check_places(None if target == STDOUT else target, beside, provenance, output.file)
    project = folder_project(path, patterns, rules, written, runtime=runtime)
    review = pipeline.check(project, mtime=packing.mtime)
    output.file_accesses(project)
    if dry_run:
        output.emit(review.ok, review.result(), review.findings, review_lines(review, output.style))
        return 0 if review.ok else 1
    assert target is not None
    streamed = target == STDOUT
    if not review.ok and not no_check:
        refusal = _refusal(review, output, packable=pipeline.is_packable(project, review.plan))
        if streamed and output.format == "text" and output.file is None:
            say(refusal)
        else:
            output.emit(False, None, review.findings, refusal)
        return 1
    before = None if beside is None else _before(beside)
    began = time.perf_counter()
    with reporter(quiet=output.quiet, color=output.style.coloured) as progress:
        if streamed:
            try:
                archive = _to_stdout(project, review, packing, progress, output)
            except _CutShortError as error:
                return errors.after_output(error.cause, output.style)
        else:
            archive = pipeline.pack(project, review.plan, target, packing, progress, output.note)
    seconds = time.perf_counter() - began
    review = pipeline.recheck_size(project, review, archive, before)
    _write_records(project, archive, review, beside, provenance, packing)
    ok = review.ok or no_check
    report = _report(archive, review, seconds, output)
    result = archive.to_dict(runtime=review.prediction.runtime, receipt=None if beside is None else str(beside))
    if not streamed or output.file is not None:
        output.emit(ok, result, review.findings, report)
    elif output.format != "text" or not output.quiet or not ok:
        say(output.lines(ok, result, review.findings, report))
    return 0 if ok else 1


def _before(receipt: Path) -> Archive | None:
    """Return the previous archive, or None if its receipt cannot be read."""
    from justpack.receipt import read

    try:
        found = read(receipt)
        return found.archive if found.intact else None
    except UsageError:
        return None


def _write_records(
    project: Project, archive: Archive, review: Review, receipt: Path | None, provenance: Path | None, packing: Packing
) -> None:
    """Write the receipt, with the prediction of this run, and the provenance statement."""
    if provenance is not None:
        outputs.write_provenance(project, review, archive, provenance, packing)
    if receipt is not None:
        from justpack.receipt import Receipt

        outputs.write_receipt(Receipt(archive, review.prediction.to_dict()), receipt)


def _to_stdout(project: Project, review: Review, packing: Packing, progress: Reporter, output: Output) -> Archive:
    if sys.__stdout__ is None:
        raise UsageError("stdout is closed", help="write the zip to a file: -o app.zip")
    if sys.stdout.isatty():
        raise UsageError(
            "the zip cannot be written to a terminal", help="redirect stdout, or write to a file: -o app.zip"
        )
    begun = False
    try:
        with pipeline.live_stream(project, review.plan, packing, progress, output.note) as stream:
            for chunk in stream:
                begun = True
                with writing():
                    sys.stdout.buffer.write(chunk)
                    sys.stdout.buffer.flush()
            return stream.archive
    except JustpackError as error:
        if begun:
            raise _CutShortError(error) from None
        raise


class _CutShortError(Exception):
    """The zip on stdout ends before its end, so nothing else may be written there."""

    def __init__(self, cause: JustpackError) -> None:
        super().__init__(cause.message)
        self.cause = cause


def _refusal(review: Review, output: Output, *, packable: bool) -> Iterator[str]:
    yield from review_lines(review, output.style)
    yield "nothing was packed" + ("; use --no-check to pack anyway" if packable else "")


def _report(archive: Archive, review: Review, seconds: float, output: Output) -> Iterator[str]:
    if review.findings and not output.quiet:
        yield from review_lines(review, output.style)
        yield ""
    yield from sizes.lines(archive, output.style, seconds)
