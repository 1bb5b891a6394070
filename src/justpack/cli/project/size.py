"""`justpack size [PATH|ZIP]`: the size of the project or of a zip, by folder, type and file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import outputs, pipeline
from justpack.cli.commands import PatternCommand
from justpack.cli.completions import paths
from justpack.cli.options import (
    PATH,
    every_project_option,
    folder_project,
    paths_argument,
    pattern_options,
    project_output_options,
)
from justpack.cli.output_paths import output_file
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.frozen import frozen
from justpack.model import Archive, PackedEntry
from justpack.pipeline import Packing, Patterns
from justpack.report.progress import reporter
from justpack.report.sizes import human, table, totals
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.archive.finished.sizes import Change, Share, SizeDiff, SizeReport
    from justpack.cli.many.outcomes import Outcome

MOST = 15
"""Largest number of rows of a table in the text format; JSON contains all rows."""


@click.command("size", cls=PatternCommand)
@paths_argument
@click.option(
    "--diff", "old", type=PATH, metavar="OLD.zip", help="Show what changed since this zip; DIR/ of zips for many."
)
@click.option(
    "--html", type=output_file, shell_complete=paths, metavar="FILE", help="Write an HTML page with a treemap."
)
@every_project_option
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Number of threads for many projects.")
@pattern_options
@project_output_options
def command(
    paths: tuple[Path, ...],
    old: Path | None,
    html: Path | None,
    jobs: int | None,
    patterns: Patterns,
    output: Output,
) -> int:
    """Show the size of the project or the zip at PATH, by folder, type and file, or one line for each of many."""
    if len(paths) > 1:
        return _size_many(paths, patterns, old, html, output, jobs)
    path = paths[0] if paths else Path()
    from justpack.archive.finished.sizes import diff, size_report

    finished = pipeline.zip_entries(path)
    if finished is not None:
        entries, whole = finished
    else:
        archive = _packed(path, patterns, [each for each in (old, html) if each is not None], output)
        entries, whole = archive.entries, archive.size
    if html is not None:
        _write_page(entries, path, html)
    if old is not None:
        before = pipeline.zip_entries(old)
        if before is None:
            raise UsageError(f"{old} {'is not a file' if os.path.lexists(old) else 'does not exist'}")
        changes = diff(before[0], entries)
        output.emit(True, _diff_dict(changes), [], _diff_lines(changes))
        return 0
    report = size_report(entries)
    output.emit(True, {**_dict(report), "archive_size": whole}, [], _lines(report, whole))
    return 0


@frozen
class _Measured:
    """What one of many projects packs to."""

    outcome: Outcome
    entries: tuple[PackedEntry, ...]
    size: int
    """The size of the zip."""
    growth: int | None
    """How much larger the packed files are than those of the old zip, or None if they are not compared."""


def _size_many(
    paths: Sequence[Path], patterns: Patterns, old: Path | None, html: Path | None, output: Output, jobs: int | None
) -> int:
    from justpack.cli.many import running

    if old is not None and not os.path.isdir(old):
        help = "each project is compared with a zip of its own: --diff DIR/, with the zips of `justpack pack -o DIR/`"
        raise UsageError(f"{old} is not a folder", help=help)
    texts = running.paths_of(paths)
    outputs.check_places(html, output.file)
    excluded = [each for each in (html, output.file) if each is not None]
    measured: list[_Measured] = []

    def one(text: str) -> Outcome:
        found = _sized(text, patterns, excluded, old)
        measured.append(found)
        return found.outcome

    outcomes = running.in_threads(output.command, texts, one, texts, jobs, keep_going=True)
    if html is not None:
        _write_pages(measured, html)
    whole = f"{len(outcomes)} projects, {human(sum(each.size for each in measured))} as zips"
    if old is not None:
        whole += f", {_signed(sum(each.growth or 0 for each in measured))} packed"
    return running.report(output, outcomes, whole)


def _sized(text: str, patterns: Patterns, excluded: Sequence[Path], old: Path | None) -> _Measured:
    """Measure one project of many, in a thread."""
    from justpack.archive.finished.sizes import size_report
    from justpack.cli.many import outcomes

    before = None if old is None else _old_zip(text, old)
    finished = pipeline.zip_entries(Path(text))
    if finished is None:
        written = [*excluded, *([] if old is None else [old])]
        project = folder_project(Path(text), patterns, outputs=written)
        with pipeline.stream(project, pipeline.plan_of(project), Packing(jobs=1, cache=True)) as stream:
            finished = stream.archive.entries, stream.archive.size
    entries, whole = finished
    if old is not None:
        return _compared(text, before, entries, whole)
    report = size_report(entries)
    files = f"{report.files} file{'s' if report.files != 1 else ''}"
    cells = (files, f"{human(report.size)} raw", f"{human(report.packed)} packed", f"{human(whole)} as a zip")
    outcome = outcomes.of("size", text, (), {**_dict(report), "archive_size": whole}, cells, ok=True)
    return _Measured(outcome, entries, whole, None)


def _old_zip(text: str, folder: Path) -> tuple[PackedEntry, ...] | None:
    """Return the entries of the old zip of a project, or None if the project is new."""
    from justpack.projects import output_names

    found = pipeline.zip_entries(output_names.file_of(Path(text), folder, output_names.ZIP))
    return None if found is None else found[0]


def _compared(
    text: str, before: tuple[PackedEntry, ...] | None, entries: tuple[PackedEntry, ...], whole: int
) -> _Measured:
    """Return the differences from the old zip of one project of many."""
    from justpack.archive.finished.sizes import diff
    from justpack.cli.many import outcomes

    changes = diff(before or (), entries)
    counts = [f"{len(each)} {title}" for title, each in _changes(changes) if each]
    cells = (f"{_signed(changes.growth)} packed", "new" if before is None else ", ".join(counts) or "no change")
    outcome = outcomes.of("size", text, (), _diff_dict(changes), cells, ok=True)
    return _Measured(outcome, entries, whole, changes.growth)


def _write_pages(measured: Sequence[_Measured], target: Path) -> None:
    """Write one page about all projects, with the path of each before those of its files."""
    from justpack.report.size_html import page

    found = sorted(measured, key=lambda each: each.outcome.run.path)
    entries = (entry._replace(path=f"{each.outcome.run.path}/{entry.path}") for each in found for entry in each.entries)
    outputs.write_text(target, page(entries, f"{len(found)} projects"))


def _packed(path: Path, patterns: Patterns, excluded: Sequence[Path], output: Output) -> Archive:
    """Pack the project without writing the zip."""
    project = folder_project(path, patterns, outputs=excluded)
    plan = pipeline.plan_of(project)
    output.file_accesses(project)
    with (
        reporter(quiet=output.quiet, color=output.style.coloured) as progress,
        pipeline.stream(project, plan, Packing(cache=True), progress, output.note) as stream,
    ):
        return stream.archive


def _write_page(entries: Sequence[PackedEntry], path: Path, target: Path) -> None:
    from justpack.report.size_html import page

    outputs.write_text(target, page(entries, safe(os.path.basename(os.path.realpath(path)))))


def _lines(report: SizeReport, whole: int) -> Iterator[str]:
    files = f"{report.files} file{'s' if report.files != 1 else ''}"
    yield f"{files}, {totals(report.size, report.packed, whole)}"
    for title, shares in (
        ("by dependency", report.dependencies),
        ("by folder", report.folders),
        ("by type", report.types),
    ):
        if shares:
            yield ""
            yield f"{'packed':>10} {'raw':>10} {'files':>7}  {title}"
            yield from (_share(share) for share in shares[:MOST])
    for title, entries in (("largest", report.largest), ("compresses worst", report.worst)):
        yield from table(title, entries)


def _share(share: Share) -> str:
    return f"{human(share.packed):>10} {human(share.size):>10} {share.files:>7}  {safe(share.name)}"


def _dict(report: SizeReport) -> dict[str, object]:
    def shares(items: Sequence[Share]) -> list[dict[str, object]]:
        return [{"name": s.name, "files": s.files, "size": s.size, "packed": s.packed} for s in items]

    def entries(items: Sequence[PackedEntry]) -> list[dict[str, object]]:
        return [{"path": e.path, "size": e.size, "packed": e.packed} for e in items]

    return {
        "files": report.files,
        "size": report.size,
        "packed": report.packed,
        "folders": shares(report.folders),
        "types": shares(report.types),
        "dependencies": shares(report.dependencies),
        "largest": entries(report.largest),
        "worst": entries(report.worst),
    }


def _changes(diff: SizeDiff) -> tuple[tuple[str, Sequence[Change]], ...]:
    return (
        ("added", diff.added),
        ("removed", diff.removed),
        ("grown", diff.grown),
        ("shrunk", diff.shrunk),
        ("altered", diff.altered),
    )


def _signed(growth: int) -> str:
    return f"{'-' if growth < 0 else '+'}{human(abs(growth))}"


def _diff_lines(diff: SizeDiff) -> Iterator[str]:
    yield f"{_signed(diff.growth)} packed"
    for title, changes in _changes(diff):
        if changes:
            yield ""
            yield f"{title} ({len(changes)})"
        for change in changes[:MOST]:
            sign = "-" if change.growth < 0 or not change.after else "+" if change.growth or not change.before else " "
            yield f"  {sign}{human(abs(change.growth)):>9}  {safe(change.path)}"


def _diff_dict(diff: SizeDiff) -> dict[str, object]:
    rows = {
        title: [
            {
                "path": change.path,
                "before": change.before.packed if change.before else None,
                "after": change.after.packed if change.after else None,
            }
            for change in changes
        ]
        for title, changes in _changes(diff)
    }
    return {"growth": diff.growth, **rows}
