"""`justpack endpoints`: where is each stage served?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from justpack.cli.common import Output, output_options
from justpack.cli.service.service_options import client_for, place_settings, service_options
from justpack.model import Endpoint
from justpack.report.style import safe


@click.command("endpoints")
@service_options
@output_options
def command(organization: str | None, project: str | None, api_url: str | None, output: Output) -> int:
    """List the URL of each stage."""
    with client_for(place_settings(organization, project, api_url)) as client:
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
