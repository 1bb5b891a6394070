"""`justpack verify ZIP [PATH]`: compare a zip with the project, or with its receipt."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import pipeline
from justpack.checks.rules.receipt_mismatch import RULE
from justpack.cli.commands import PatternCommand
from justpack.cli.options import (
    PATH,
    folder_project,
    output_files,
    pattern_options,
    project_output_options,
    receipt_beside,
    uncached_packing_options,
)
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.model import Location
from justpack.pipeline import Packing, Patterns
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference


@click.command("verify", cls=PatternCommand)
@click.argument("zip_path", metavar="ZIP", type=PATH)
@click.argument("path", type=PATH, required=False)
@click.option(
    "--receipt",
    type=PATH,
    help="Compare with this receipt; with PATH, the path given to `pack`.",
)
@click.option("--provenance", type=PATH, help="The path given to `pack`.")
@uncached_packing_options
@pattern_options
@project_output_options
def command(
    zip_path: Path,
    path: Path | None,
    receipt: Path | None,
    provenance: Path | None,
    patterns: Patterns,
    packing: Packing,
    output: Output,
) -> int:
    """Compare ZIP with the project at PATH, or with its receipt if no PATH is given."""
    if not pipeline.is_file(zip_path):
        exists = os.path.lexists(zip_path)
        help = "name the zip first, then the folder: justpack verify app.zip ." if exists else None
        raise UsageError(f"{zip_path} {'is not a file' if exists else 'does not exist'}", help=help)
    if path is not None:
        project = folder_project(path, patterns, outputs=output_files(zip_path, receipt, provenance))
        differences: Sequence[Difference] = pipeline.verify(project, pipeline.plan_of(project), zip_path, packing)
        output.file_accesses(project)
        against = str(path)
    else:
        differences, against = _receipt(zip_path, receipt)
    findings = [
        RULE.finding(each.message, Location(each.path) if each.path is not None else None, each.help)
        for each in differences
    ]
    rows = [each.to_dict() for each in differences]
    ok = not differences
    output.emit(ok, {"same": ok, "differences": rows}, findings, _lines(zip_path, against, differences))
    return 0 if ok else 1


def _receipt(zip_path: Path, receipt: Path | None) -> tuple[Sequence[Difference], str]:
    from justpack.archive.finished.verify import Difference, compare_archive
    from justpack.receipt import read

    found = receipt or receipt_beside(zip_path)
    if receipt is None and not pipeline.is_file(found):
        raise UsageError(
            f"there is nothing to compare {zip_path} with", help="add the project's folder, or --receipt FILE"
        )
    expected = read(found)
    differences = compare_archive(zip_path, expected.archive)
    if not differences and not expected.intact:
        differences = (Difference("receipt", None, "the receipt was altered after it was written"),)
    return differences, str(found)


def _lines(zip_path: Path, against: str, differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        yield f"{safe(str(zip_path))} matches {safe(against)} byte for byte"
        return
    yield f"{safe(str(zip_path))} does not match {safe(against)}:"
    for each in differences:
        yield f"  {each.kind:<9} {safe(each.message)}"
        if each.help:
            yield f"  {'':<9} help: {safe(each.help)}"
