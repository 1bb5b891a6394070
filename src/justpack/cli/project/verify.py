"""`justpack verify ZIP [PATH]`: is this zip what this tree packs to, or what its receipt says?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack import pipeline
from justpack.checks.rules.receipt_mismatch import RULE
from justpack.cli.common import Output, output_options, pattern_options, project_for
from justpack.cli.project.pack import outputs_of, packing_options
from justpack.errors import UsageError
from justpack.model import Location
from justpack.pipeline import Packing, Patterns
from justpack.report.style import safe

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference


@click.command("verify")
@click.argument("zip_path", metavar="ZIP", type=click.Path(path_type=Path))
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help="Compare with what this receipt says; with PATH, the name it was packed under.",
)
@click.option("--provenance", type=click.Path(path_type=Path), help="The name it was packed under.")
@partial(packing_options, cached=False)
@pattern_options
@output_options
def command(
    zip_path: Path,
    path: Path | None,
    receipt: Path | None,
    provenance: Path | None,
    chosen: Patterns,
    how: Packing,
    output: Output,
) -> int:
    """Compare ZIP with the project at PATH, or with its receipt where no PATH is given."""
    if not os.path.isfile(zip_path):
        raise UsageError(f"{zip_path} is not a file")
    if path is not None:
        project = project_for(path, None, chosen, outputs_of(zip_path, receipt, provenance))
        differences: Sequence[Difference] = pipeline.verify(project, pipeline.plan_of(project), zip_path, how)
        against = str(path)
    else:
        differences, against = _receipt(zip_path, receipt)
    findings = [
        RULE.finding(each.message, Location(each.path) if each.path is not None else None, None) for each in differences
    ]
    rows = [{"kind": each.kind, "path": each.path, "message": each.message} for each in differences]
    ok = not differences
    output.emit(ok, {"same": ok, "differences": rows}, findings, _lines(zip_path, against, differences))
    return 0 if ok else 1


def _receipt(zip_path: Path, receipt: Path | None) -> tuple[Sequence[Difference], str]:
    from justpack.archive.finished.verify import compare_archive
    from justpack.receipt import beside, read

    found = receipt or beside(zip_path)
    if receipt is None and not os.path.isfile(found):
        raise UsageError(
            f"there is nothing to compare {zip_path} with", help="give the project's folder, or --receipt FILE"
        )
    return compare_archive(zip_path, read(found).archive), str(found)


def _lines(zip_path: Path, against: str, differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        yield f"{safe(str(zip_path))} is what {safe(against)} says, byte for byte"
        return
    yield f"{safe(str(zip_path))} is not what {safe(against)} says:"
    for each in differences:
        yield f"  {each.kind:<9} {safe(each.message)}"
