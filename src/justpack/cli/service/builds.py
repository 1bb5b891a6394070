"""`justpack builds`: list the most recent builds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from justpack.cli.commands import Command
from justpack.cli.options import PATH, ServiceOptions, output_options, service_options
from justpack.cli.render import Output
from justpack.cli.service.clients import current_client
from justpack.model import Build
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("builds", cls=Command)
@click.option("--receipt", "receipts", multiple=True, type=PATH, help="Show the prediction of this receipt.")
@service_options
@output_options
def command(receipts: tuple[Path, ...], service: ServiceOptions, output: Output) -> int:
    """List the most recent builds, up to 50."""
    predicted = dict(filter(None, map(_predicted, receipts)))
    with current_client(service) as client:
        builds = client.builds()
    rows = [{**build.to_dict(), "predicted": predicted.get(build.id)} for build in builds]
    output.emit(True, {"builds": rows}, [], _lines(builds, predicted))
    return 0


def _predicted(path: Path) -> tuple[str, str] | None:
    """Return the build that a receipt belongs to, and the runtime that was predicted for it."""
    from justpack.receipt import read

    receipt = read(path)
    runtime = (receipt.prediction or {}).get("runtime")
    return (receipt.deployed.build.id, runtime) if receipt.deployed and isinstance(runtime, str) else None


def _lines(builds: Sequence[Build], predicted: Mapping[str, str]) -> Iterator[str]:
    if not builds:
        yield "no builds yet"
        return
    rows: list[tuple[str, ...]] = [("id", "stage", "status", "runtime", "version", "size", "created")]
    rows += [tuple(map(safe, _row(build))) for build in builds]
    if predicted:
        known = (predicted.get(build.id, "-") for build in builds)
        rows = [(*row, runtime) for row, runtime in zip(rows, ("predicted", *known), strict=True)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(build: Build) -> tuple[str, ...]:
    size = "" if build.size is None else human(build.size)
    texts = (build.stage, build.status, build.runtime, build.version, size, build.created_at)
    return (build.id, *(text or "-" for text in texts))
