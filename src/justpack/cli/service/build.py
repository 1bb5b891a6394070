"""`justpack build ID`: show one build; with --wait, follow it to its end."""

from __future__ import annotations

from collections.abc import Iterator

import click

from justpack.cli.commands import Command
from justpack.cli.options import ServiceOptions, output_options, service_options
from justpack.cli.render import Output
from justpack.cli.service.clients import current_client, interruptible
from justpack.model import Build
from justpack.report.progress import reporter
from justpack.report.service_text import error_lines
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("build", cls=Command)
@click.argument("id")
@click.option("--wait", is_flag=True, help="Follow the build to its end.")
@click.option("--timeout", type=click.FloatRange(1, 86400), default=1200, show_default=True, help="Seconds to wait.")
@service_options
@output_options
def command(
    id: str,
    wait: bool,
    timeout: float,
    service: ServiceOptions,
    output: Output,
) -> int:
    """Show the build with this ID; --wait resumes an interrupted `deploy`."""
    with (
        current_client(service) as client,
        reporter(quiet=output.quiet, color=output.style.coloured, verbose=output.verbose) as progress,
        interruptible(client),
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
        ("runtime", build.runtime),
        ("version", build.version),
        ("size", None if build.size is None else human(build.size)),
        ("created", build.created_at),
        ("updated", build.updated_at),
    )
    for name, value in rows:
        if value is not None:
            yield f"{name:<8} {safe(value)}"
    if build.error is not None:
        yield from error_lines("error   ", build.error)
