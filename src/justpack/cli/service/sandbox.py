"""`justpack sandbox`: serve the local stand-in of the service until Ctrl-C."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from justpack.cli.commands import Command
from justpack.cli.options import PATH, output_options
from justpack.cli.render import Output


@click.command("sandbox", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the API; 0 picks a free one.")
@click.option("--upload-port", type=click.IntRange(0, 65535), default=0, help="Port of uploads; 0 picks a free one.")
@click.option("--scenario", type=PATH, help="Scenario for the answers (TOML).")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:N]", help="Fault to simulate; repeatable.")
@click.option("--state", type=PATH, help="Folder that stores builds and keys between runs.")
@click.option("--list-faults", is_flag=True, help="List the faults and exit.")
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
    """Serve a stand-in of JustDeploy on loopback. Prints the variables that a client needs, as shell commands."""
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
        output.note("serving until Ctrl-C")
        threading.Event().wait()
    return 0
