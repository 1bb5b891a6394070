"""`justpack pack`: the zip, the same byte for byte on every machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from justpack import outputs, pipeline
from justpack.cli.common import (
    Output,
    output_options,
    path_argument,
    pattern_options,
    project_for,
    runtime_option,
    settings_for,
    writing,
)
from justpack.cli.project import check
from justpack.cli.rule_options import RuleOptions, rule_options
from justpack.errors import UsageError
from justpack.model import Archive
from justpack.pipeline import Packing, Patterns, Project, Review
from justpack.report import sizes
from justpack.report.progress import Reporter, reporter

P = ParamSpec("P")
R = TypeVar("R")
STDOUT = Path("-")


def packing_options(function: Callable[P, R], *, cached: bool = True) -> Callable[..., R]:
    """`--level`, `--store`, `--mtime`, `-j` and, where the cache is used, `--no-cache`, handed on as one `how`."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        level, store, mtime = kwargs.pop("level"), kwargs.pop("store"), kwargs.pop("mtime")
        jobs, no_cache = kwargs.pop("jobs"), kwargs.pop("no_cache", True)
        how = Packing(0 if store else level, mtime, jobs, cache=not no_cache)  # type: ignore[arg-type]
        return function(*args, how=how, **kwargs)  # type: ignore[arg-type]

    options = (
        click.option("--no-cache", is_flag=True, help="Do not use, nor fill, the cache of packed entries."),
        click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Threads; the bytes never depend on it."),
        click.option(
            "--mtime", default="fixed", show_default=True, metavar="fixed|content|SECONDS", help="The time of entries."
        ),
        click.option("--store", is_flag=True, help="Do not compress."),
        click.option("--level", type=click.IntRange(1, 12), default=5, show_default=True, help="How hard to compress."),
    )
    decorated: Callable[..., R] = wrapped
    for option in options if cached else options[1:]:
        decorated = option(decorated)
    return decorated


@click.command("pack")
@path_argument
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="The zip; `-` for stdout.")
@click.option("--receipt", type=click.Path(path_type=Path), help="Where the receipt goes; beside the zip by default.")
@click.option("--provenance", type=click.Path(path_type=Path), help="Write an in-toto statement (SLSA), unsigned.")
@click.option("--dry-run", is_flag=True, help="Say what would be packed, and write nothing.")
@click.option("--no-check", is_flag=True, help="Pack even what `check` calls an error.")
@packing_options
@runtime_option
@pattern_options
@rule_options
@output_options
def command(
    path: Path,
    target: Path | None,
    receipt: Path | None,
    provenance: Path | None,
    dry_run: bool,
    no_check: bool,
    runtime: str | None,
    chosen: Patterns,
    how: Packing,
    wanted: RuleOptions,
    output: Output,
) -> int:
    """Pack the project at PATH into a deterministic zip."""
    if target is None and not dry_run:
        raise UsageError("say where the zip goes: -o app.zip", help="`-o -` writes it to stdout")
    written = outputs_of(target, receipt, provenance)
    beside = receipt or (receipt_beside(target) if target is not None and target != STDOUT else None)
    if not dry_run:
        outputs.check_places(None if target == STDOUT else target, beside, provenance)
    settings = wanted.settings(settings_for(path, runtime=runtime))
    project = wanted.project(project_for(path, settings, chosen, written))
    review = pipeline.check(project, mtime=how.mtime)
    if dry_run:
        output.emit(review.ok, review.to_dict(), review.findings, check.lines(review, output))
        return 0 if review.ok else 1
    assert target is not None
    streamed = target == STDOUT
    if not review.ok and not no_check:
        if streamed:
            _say(_refusal(review, output))
        else:
            output.emit(False, None, review.findings, _refusal(review, output))
        return 1
    before = None if beside is None else _before(beside)
    began = time.perf_counter()
    with reporter(quiet=output.quiet, color=output.style.coloured) as progress:
        if streamed:
            archive = _to_stdout(project, review, how, progress)
        else:
            archive = pipeline.pack(project, review.plan, target, how, progress)
    seconds = time.perf_counter() - began
    review = pipeline.recheck_size(project, review, archive, before)
    _write_down(project, archive, review, beside, provenance, how)
    ok = review.ok or no_check
    report = _report(archive, review, seconds, output)
    if not streamed:
        result = archive.to_dict(runtime=review.prediction.runtime, receipt=str(beside))
        output.emit(ok, result, review.findings, report)
    elif not output.quiet or not ok:
        _say(report)
    return 0 if ok else 1


def _before(receipt: Path) -> Archive | None:
    """What was packed the last time, where its receipt can be read."""
    from justpack.receipt import read

    try:
        return read(receipt).archive
    except UsageError:
        return None


def outputs_of(target: Path | None, *others: Path | None) -> list[Path]:
    """The files a run writes, so that they never pack themselves. Raises UsageError where one has no name."""
    for path in (target, *others):
        if path is not None and not path.name:
            raise UsageError(f"{path} is a folder", help="name the file: -o app.zip")
    paths = [] if target is None or target == STDOUT else [target, receipt_beside(target)]
    return paths + [other for other in others if other is not None]


def receipt_beside(target: Path) -> Path:
    """Where the receipt of a zip lies when nothing else is said."""
    from justpack.receipt import beside

    return beside(target)


def _write_down(
    project: Project, archive: Archive, review: Review, receipt: Path | None, provenance: Path | None, how: Packing
) -> None:
    """The receipt, with the prediction it was packed under, and the statement of how it was made."""
    if provenance is not None:
        outputs.write_provenance(project, archive, provenance, how)
    if receipt is not None:
        from justpack.receipt import Receipt

        outputs.write_receipt(Receipt(archive, review.prediction.to_dict()), receipt)


def _say(lines: Iterator[str]) -> None:
    """On stderr: stdout is the zip's alone."""
    for line in lines:
        click.echo(line, err=True)


def _to_stdout(project: Project, review: Review, how: Packing, progress: Reporter) -> Archive:
    if sys.__stdout__ is None:
        raise UsageError("stdout is closed", help="name a file: -o app.zip")
    if sys.stdout.isatty():
        raise UsageError("a zip is not for a terminal", help="redirect stdout, or name a file: -o app.zip")
    with pipeline.stream(project, review.plan, how, progress) as stream:
        for chunk in stream:
            with writing():
                sys.stdout.buffer.write(chunk)
        with writing():
            sys.stdout.buffer.flush()
        return stream.archive


def _refusal(review: Review, output: Output) -> Iterator[str]:
    yield from check.lines(review, output)
    yield "nothing was packed; --no-check packs it all the same"


def _report(archive: Archive, review: Review, seconds: float, output: Output) -> Iterator[str]:
    if review.findings and not output.quiet:
        yield from check.lines(review, output)
        yield ""
    yield from sizes.lines(archive, output.style, seconds)
