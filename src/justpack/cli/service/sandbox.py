"""`justpack sandbox`: serve the local stand-in of the service until Ctrl-C, or while a command runs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from justpack.cli import completions
from justpack.cli.commands import Command
from justpack.cli.options import PATH, output_options
from justpack.cli.render import Output
from justpack.cli.service.clients import SANDBOX, read_scenario, report_leaks
from justpack.cli.signals import Terminated
from justpack.errors import UsageError


@click.command("sandbox", cls=Command, context_settings={"allow_interspersed_args": False})
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the API; 0 picks a free one.")
@click.option("--upload-port", type=click.IntRange(0, 65535), default=0, help="Port of uploads; 0 picks a free one.")
@click.option("--scenario", type=PATH, help="Scenario for the answers (TOML).")
@click.option(
    "--runtime",
    metavar="ID",
    shell_complete=completions.runtimes,
    help="The runtime of every build, such as nodejs22.x.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:N]",
    shell_complete=completions.faults,
    help="Fault to simulate; repeatable.",
)
@click.option("--state", type=PATH, help="Folder that stores builds and keys between runs.")
@click.option("--list-faults", is_flag=True, help="List the faults and exit.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]", shell_complete=completions.paths)
@output_options
def command(
    port: int,
    upload_port: int,
    scenario: Path | None,
    runtime: str | None,
    faults: tuple[str, ...],
    state: Path | None,
    list_faults: bool,
    words: tuple[str, ...],
    output: Output,
) -> int:
    """Serve a stand-in of JustDeploy on loopback.

    Prints the variables that a client needs, as shell commands. With a COMMAND, runs it with these variables and ends
    with it.
    """
    from justpack.sandbox import faults as fault_table
    from justpack.sandbox.runtimes import RUNTIMES
    from justpack.sandbox.server import Sandbox

    if list_faults:
        rows = fault_table.rows()
        lines = (f"{name:<24} {does}" for name, does in rows)
        output.emit(True, {"faults": [{"name": name, "does": does} for name, does in rows]}, [], lines)
        return 0
    if words and output.format != "text":
        raise click.UsageError("--format is for the sandbox without a command, because a command has its own output")
    if runtime is not None and runtime not in RUNTIMES:
        raise UsageError(f"there is no runtime `{runtime}`", help=f"use one of {', '.join(RUNTIMES)}")
    script = read_scenario(scenario, faults)
    script = replace(script, runtime=runtime or script.runtime)
    with Sandbox(script, state=state, port=port, upload_port=upload_port) as sandbox:
        leaked = False
        try:
            code = _run(words, sandbox.environment) if words else _serve(sandbox.environment, output)
        finally:
            leaked = report_leaks(sandbox)
        return code or int(leaked)


def _serve(environment: Mapping[str, str], output: Output) -> int:
    """Print the variables, and wait for a signal. It ends the wait without a second result on stdout."""
    output.emit(True, {"environment": environment}, [], (f"export {k}={v}" for k, v in environment.items()))
    try:
        sys.stdout.flush()
        output.note("serving until Ctrl-C")
        threading.Event().wait()
    except KeyboardInterrupt:
        return 130
    except Terminated as signal:
        return signal.exit_code
    return 0


def _run(words: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run a command with the variables, and return its exit code. A signal ends the command too."""
    try:
        ends = {SANDBOX: environment["JUSTDEPLOY_API_URL"]}
        process = subprocess.Popen(words, env={**os.environ, **environment, **ends})  # noqa: S603 - the user's command
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        shell = "write `sh -c '…'` for a pipeline or another command of the shell"
        help_ = shell if len(words) == 1 and " " in words[0] else "name a program on PATH, or a path to a program"
        raise UsageError(f"cannot run `{words[0]}`: {reason}", help=help_) from None
    with process:
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            raise
    return code if code >= 0 else 128 - code
