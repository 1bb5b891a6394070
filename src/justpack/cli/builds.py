"""`justpack builds`: what was built lately?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from justpack.cli.common import Output, output_options
from justpack.cli.service import client_for, place_settings, service_options
from justpack.model import Build
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("builds")
@service_options
@output_options
def command(organization: str | None, project: str | None, api_url: str | None, output: Output) -> int:
    """List the most recent builds, up to 50."""
    with client_for(place_settings(organization, project, api_url)) as client:
        builds = client.builds()
    output.emit(True, {"builds": [build.to_dict() for build in builds]}, [], _lines(builds))
    return 0


def _lines(builds: Sequence[Build]) -> Iterator[str]:
    if not builds:
        yield "no builds yet"
        return
    rows: list[tuple[str, ...]] = [("id", "stage", "status", "runtime", "version", "size", "created")]
    rows += [tuple(map(safe, _row(build))) for build in builds]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(build: Build) -> tuple[str, ...]:
    size = "" if build.size is None else human(build.size)
    texts = (build.stage, build.status, build.runtime, build.version, size, build.created_at)
    return (build.id, *(text or "-" for text in texts))
