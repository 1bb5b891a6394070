"""`justpack schema [NAME]`: show the JSON Schema of the configuration or of a command's JSON output."""

from __future__ import annotations

import json
from importlib import resources

import click

from justpack.cli.commands import Command, suggestion
from justpack.cli.names import COMMANDS
from justpack.cli.options import output_options
from justpack.cli.render import Output
from justpack.errors import UsageError
from justpack.report.config_schema import config_schema

CONFIG = "config"
NAMES = (CONFIG, *COMMANDS, "failure")
"""The schemas: of the configuration, of the JSON output of each command, and of the JSON output of an error."""


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the name of a schema."""
    del context, parameter
    return [name for name in NAMES if name.startswith(incomplete)]


@click.command("schema", cls=Command)
@click.argument("name", required=False, shell_complete=_complete)
@output_options
def command(name: str | None, output: Output) -> int:
    """Show the JSON Schema of the configuration (`config`) or of a command's JSON output; without NAME, list them."""
    if name is None:
        output.emit(True, {"schemas": list(NAMES), "name": None, "schema": None}, [], NAMES)
        return 0
    if name not in NAMES:
        near = suggestion(name, list(NAMES))
        help = f"did you mean {near}?" if near else "run `justpack schema` to list the schemas"
        raise UsageError(f"there is no schema {name!r}", help=help)
    found = _schema(name)
    text = json.dumps(found, indent=2).splitlines()
    output.emit(True, {"schemas": list(NAMES), "name": name, "schema": found}, [], text)
    return 0


def _schema(name: str) -> object:
    if name == CONFIG:
        return config_schema()
    return json.loads((resources.files("justpack.report") / "schemas" / f"{name}.json").read_text("utf-8"))
