"""`justpack sandbox`: the stand-in of the service, until Ctrl-C."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from justpack.cli.common import Output, output_options


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The API's port; 0 takes a free one.")
@click.option("--upload-port", type=click.IntRange(0, 65535), default=0, help="The upload's port; 0 takes a free one.")
@click.option("--scenario", type=click.Path(path_type=Path), help="What it does (TOML).")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:N]", help="A fault it plays; may be repeated.")
@click.option("--state", type=click.Path(path_type=Path), help="A folder that keeps builds and keys between runs.")
@click.option("--list-faults", is_flag=True, help="List the faults and end.")
@output_options
def command(
    port: int,
    upload_port: int,
    scenario: Path | None,
    faults: tuple[str, ...],
    state: Path | None,
    list_faults: bool,
    output: Output,
) -> int:
    """Serve a stand-in of JustDeploy on loopback. Prints what a client needs, as lines a shell can read."""
    from justpack.sandbox import faults as fault_table
    from justpack.sandbox import scenario as scenarios
    from justpack.sandbox.server import Sandbox

    if list_faults:
        rows = [{"name": fault.name, "does": fault.does} for fault in fault_table.FAULTS]
        lines = (f"{fault.name:<24} {fault.does}" for fault in fault_table.FAULTS)
        output.emit(True, {"faults": rows}, [], lines)
        return 0
    script = scenarios.DEFAULT if scenario is None else scenarios.read(scenario)
    with Sandbox(script.with_faults(*faults), state=state, port=port, upload_port=upload_port) as sandbox:
        environment = {
            "JUSTDEPLOY_API_URL": sandbox.api_url,
            "JUSTDEPLOY_ACCESS_KEY": sandbox.access_key,
            "JUSTDEPLOY_SECRET_KEY": sandbox.secret_key,
            "JUSTDEPLOY_ORGANIZATION": sandbox.organization,
            "JUSTDEPLOY_PROJECT": sandbox.project,
        }
        output.emit(True, {"environment": environment}, [], (f"export {k}={v}" for k, v in environment.items()))
        sys.stdout.flush()
        if not output.quiet:
            click.echo("serving until Ctrl-C", err=True)
        threading.Event().wait()
    return 0
