"""`justpack init`: a commented justpack.toml to start from."""

from __future__ import annotations

import os
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.common import Output, output_options, path_argument, project_for
from justpack.errors import UsageError
from justpack.facts.assumptions import ASSUMPTIONS
from justpack.facts.runtimes import CATALOG
from justpack.model import Limits
from justpack.settings import FILE, Settings


@click.command("init")
@path_argument
@output_options
def command(path: Path, output: Output) -> int:
    """Write a commented justpack.toml into the project at PATH. An existing one is never touched."""
    project = project_for(path, Settings())
    detection = pipeline.detect(project)
    text = _text(detection.prediction.runtime)
    target = path / FILE
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise UsageError(f"{target} is already there", help="edit it, or remove it first") from None
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    output.emit(True, {"path": FILE}, [], [f"wrote {target}"])
    return 0


def _text(runtime: str | None) -> str:
    limits = Limits()
    predicted = f"# Predicted for this project: {runtime}\n" if runtime else ""
    assumptions = "".join(
        f"# {each.says}; else: {', '.join(map(repr, each.others))}\n{_line(each.id, each.value)}"
        for each in ASSUMPTIONS
    )
    return f"""\
# How justpack looks at this project. Every key is optional; what is commented out shows the default.

{predicted}# The runtime you know the service gives, where you know better than the prediction.
{_line("runtime", runtime or CATALOG[0].id)}
# Where it goes. The keys come only from JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY, never from a file.
{_line("organization", "abcdefgh12345678")}{_line("project", "my-app")}{_line("stage", "production")}
# What is packed: .gitignore and .justpackignore first, then these globs.
{_line("exclude", ["docs/**"])}{_line("include", ["dist/**"])}
# What is known of the service that justpack only assumes.
[assumptions]
{assumptions}
# Sizes in bytes beyond which a check speaks.
[limits]
{_line("file-size", limits.file_size)}{_line("package-size", limits.package_size)}"""


def _line(key: str, value: object) -> str:
    """A key with its value, commented out."""
    import tomli_w

    written = tomli_w.dumps({key: value}).replace("[\n    ", "[").replace(",\n]", "]")
    return f"# {written}"
