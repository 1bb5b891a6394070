"""`justpack build ID`: how does one build stand; with --wait, how does it end?"""

from __future__ import annotations

from collections.abc import Iterator

import click

from justpack.cli.common import Output, output_options
from justpack.cli.service.service_options import client_for, place_settings, service_options
from justpack.model import Build
from justpack.report.progress import reporter
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("build")
@click.argument("id")
@click.option("--wait", is_flag=True, help="Follow it to its end.")
@click.option("--timeout", type=click.FloatRange(1, 86400), default=1200, show_default=True, help="Seconds to wait.")
@service_options
@output_options
def command(
    id: str,
    wait: bool,
    timeout: float,
    organization: str | None,
    project: str | None,
    api_url: str | None,
    output: Output,
) -> int:
    """Show the build with this ID; resumes an interrupted `deploy` with --wait."""
    with (
        client_for(place_settings(organization, project, api_url)) as client,
        reporter(quiet=output.quiet, color=output.style.coloured) as progress,
    ):
        build = client.wait(id, timeout=timeout, on_event=progress) if wait else client.build(id)
    failed = build.status == "error"
    output.emit(not failed, {"build": build.to_dict()}, [], _lines(build))
    return 4 if failed else 0


def _lines(build: Build) -> Iterator[str]:
    rows = (
        ("build", build.id),
        ("stage", build.stage),
        ("status", build.status),
        ("error", build.error),
        ("runtime", build.runtime),
        ("version", build.version),
        ("size", None if build.size is None else human(build.size)),
        ("created", build.created_at),
        ("updated", build.updated_at),
    )
    for name, value in rows:
        if value is not None:
            yield f"{name:<8} {safe(value)}"
