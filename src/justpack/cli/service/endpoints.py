"""`justpack endpoints`: list the URL of each stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from justpack.cli.commands import Command
from justpack.cli.options import ServiceOptions, output_options, service_options
from justpack.cli.render import Output
from justpack.cli.service.clients import current_client
from justpack.model import Endpoint
from justpack.report.style import safe


@click.command("endpoints", cls=Command)
@service_options
@output_options
def command(service: ServiceOptions, output: Output) -> int:
    """List the URL of each stage."""
    with current_client(service) as client:
        endpoints = client.endpoints()
    result = {
        "endpoints": [
            {"stage": each.stage, "endpoint": each.endpoint, "domains": [dict(domain) for domain in each.domains]}
            for each in endpoints
        ]
    }
    output.emit(True, result, [], _lines(endpoints))
    return 0


def _lines(endpoints: Sequence[Endpoint]) -> Iterator[str]:
    if not endpoints:
        yield "nothing is served yet"
    for each in endpoints:
        yield f"{safe(each.stage):<12} {safe(each.endpoint)}"
        for domain in each.domains:
            yield f"{'':<12} {safe(str(domain.get('domain', '')))}"
