"""`justpack pack`: write a zip that is the same byte for byte on every machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import outputs, pipeline
from justpack.cli import errors
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import paths
from justpack.cli.options import (
    RuleOptions,
    folder_project,
    keep_going_option,
    output_files,
    packing_options,
    paths_argument,
    pattern_options,
    project_output_options,
    receipt_beside,
    rule_options,
    runtime_option,
)
from justpack.cli.output_paths import STDOUT, OutputPlace, ZipTarget, output_place
from justpack.cli.render import Output, review_lines, say, writing
from justpack.errors import JustpackError, UsageError
from justpack.frozen import frozen
from justpack.model import Archive
from justpack.pipeline import Packing, Patterns, Project, Review
from justpack.report import sizes
from justpack.report.progress import Reporter, reporter
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.cli.many.outcomes import Outcome


@click.command("pack", cls=PatternCommand)
@paths_argument
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
    type=output_place("--receipt"),
    shell_complete=paths,
    metavar="PATH",
    help="Path of the receipt [default: beside the zip]; DIR/ for many projects.",
)
@click.option(
    "--provenance",
    type=output_place("--provenance"),
    shell_complete=paths,
    metavar="PATH",
    help="Write an in-toto statement (SLSA), unsigned; DIR/ for many projects.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be packed; write nothing.")
@click.option("--no-check", is_flag=True, help="Pack even if `check` reports an error.")
@keep_going_option
@packing_options
@runtime_option
@pattern_options
@rule_options
@project_output_options
def command(
    paths: tuple[Path, ...],
    into: ZipTarget | None,
    receipt: OutputPlace | None,
    provenance: OutputPlace | None,
    dry_run: bool,
    no_check: bool,
    keep_going: bool,
    runtime: str | None,
    patterns: Patterns,
    packing: Packing,
    rules: RuleOptions,
    output: Output,
) -> int:
    """Pack the project at PATH into a deterministic zip, or many projects into zips below a folder."""
    if len(paths) > 1:
        options = _Options(runtime, patterns, packing, rules, dry_run=dry_run, no_check=no_check)
        return _pack_many(paths, into, receipt, provenance, options, output, keep_going=keep_going)
    path = paths[0] if paths else Path()
    if into is None and not dry_run:
        raise UsageError("the path of the zip is missing", help="add -o app.zip, or -o - for stdout")
    target = None if into is None else into.file(path)
    named, statement = (None if each is None else each.file() for each in (receipt, provenance))
    written = output_files(target, named, statement)
    beside = named or (receipt_beside(target) if target is not None and target != STDOUT else None)
    if not dry_run:
        outputs.check_places(None if target == STDOUT else target, beside, statement, output.file)
    project = folder_project(path, patterns, rules, written, runtime=runtime)
    review = pipeline.check(project, mtime=packing.mtime, second_process=True)
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
    _write_records(project, archive, review, beside, statement, packing)
    ok = review.ok or no_check
    report = _report(archive, review, seconds, output)
    result = archive.to_dict(runtime=review.prediction.runtime, receipt=None if beside is None else str(beside))
    if not streamed or output.file is not None:
        output.emit(ok, result, review.findings, report)
    elif output.format != "text" or not output.quiet or not ok:
        say(output.lines(ok, result, review.findings, report))
    return 0 if ok else 1


@frozen
class _Options:
    """What applies to each of many projects."""

    runtime: str | None
    patterns: Patterns
    packing: Packing
    rules: RuleOptions
    dry_run: bool
    no_check: bool


@frozen
class _Target:
    """One of many projects, and the files that are written for it."""

    path: str
    zip: Path
    receipt: Path
    provenance: Path | None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are written."""
        return (self.zip, self.receipt, *([] if self.provenance is None else [self.provenance]))


def _targets(
    paths: Sequence[str],
    into: ZipTarget | None,
    receipt: OutputPlace | None,
    provenance: OutputPlace | None,
    *,
    dry_run: bool,
) -> list[_Target]:
    """Return what is written for each project. Raises UsageError if a value is not a folder."""
    from justpack.projects import output_names

    if into is None and not dry_run:
        raise UsageError("the folder of the zips is missing", help="add -o DIR/")
    zips = output_names.files(paths, Path() if into is None else into.folder(), output_names.ZIP)
    receipts = list(map(receipt_beside, zips))
    if receipt is not None:
        receipts = receipt.files(paths, output_names.RECEIPT, write=not dry_run)
    statements: list[Path] = []
    if provenance is not None:
        statements = provenance.files(paths, output_names.PROVENANCE, write=not dry_run)
    return [_Target(*each) for each in zip_longest(paths, zips, receipts, statements)]


def _pack_many(
    paths: Sequence[Path],
    into: ZipTarget | None,
    receipt: OutputPlace | None,
    provenance: OutputPlace | None,
    options: _Options,
    output: Output,
    *,
    keep_going: bool,
) -> int:
    from justpack.archive.atomic_write import make_folder
    from justpack.cli.many import running

    texts = running.paths_of(paths)
    targets = _targets(texts, into, receipt, provenance, dry_run=options.dry_run)
    written = [file for target in targets for file in target.files]
    written += [output.file] if output.file is not None else []
    if not options.dry_run:
        for target in targets:
            make_folder(target.zip.parent)
        outputs.check_places(*written)
    outcomes = running.in_threads(
        output.command,
        texts,
        partial(_packed, options=options, written=written),
        targets,
        options.packing.jobs,
        keep_going=keep_going or options.dry_run,
        on_done=lambda outcome: output.note(f"{outcome.run.path}: {outcome.run.verdict}"),
    )
    done = sum(outcome.run.ok for outcome in outcomes)
    folder = "" if into is None else into.folder()
    what = "can be packed" if options.dry_run else f"are packed into {safe(str(folder))}"
    return running.report(output, outcomes, f"{done} of {len(outcomes)} projects {what}")


def _packed(task: _Target, *, options: _Options, written: Sequence[Path]) -> Outcome:
    """Pack one project of many, in a thread."""
    from justpack.cli.many import outcomes

    project = folder_project(Path(task.path), options.patterns, options.rules, written, runtime=options.runtime)
    review = pipeline.check(project, mtime=options.packing.mtime)
    runtime = review.prediction.runtime or "no runtime"
    if options.dry_run or (not review.ok and not options.no_check):
        result = review.result() if options.dry_run else None
        row = (runtime, "ready" if review.ok else "not ready", f"{len(review.plan.entries)} files")
        return outcomes.of("pack", task.path, review.findings, result, row, ok=review.ok)
    before = _before(task.receipt)
    archive = pipeline.pack(project, review.plan, task.zip, replace(options.packing, jobs=1))
    review = pipeline.recheck_size(project, review, archive, before)
    _write_records(project, archive, review, task.receipt, task.provenance, options.packing)
    result = archive.to_dict(runtime=review.prediction.runtime, receipt=str(task.receipt))
    cells = (runtime, "packed", f"{len(archive.entries)} files", sizes.human(archive.size), str(task.zip))
    return outcomes.of("pack", task.path, review.findings, result, cells, ok=review.ok or options.no_check)


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
