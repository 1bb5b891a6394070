"""`justpack init`: write a commented justpack.toml."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from justpack import outputs, pipeline
from justpack.cli.commands import Command
from justpack.cli.options import path_argument, project_output_options
from justpack.cli.render import Output
from justpack.facts.assumptions import ASSUMPTIONS
from justpack.facts.configuration import MEANINGS
from justpack.facts.runtimes import CATALOG
from justpack.model import Limits, Prediction
from justpack.report.config_schema import ADDRESS as SCHEMA
from justpack.report.findings import where
from justpack.report.style import safe
from justpack.settings import FILE, Settings


@click.command("init", cls=Command)
@path_argument
@project_output_options
def command(path: Path, output: Output) -> int:
    """Write a commented justpack.toml into the project at PATH. An existing file is never changed."""
    project = pipeline.open_project(path, Settings())
    detection = pipeline.detect(project)
    output.file_accesses(project)
    target = path / FILE
    outputs.create_text(target, _text(detection.prediction))
    output.emit(True, {"path": FILE}, [], [f"wrote {target}"])
    return 0


def _text(prediction: Prediction) -> str:
    limits = Limits()
    sizes = [(field.name.replace("_", "-"), getattr(limits, field.name)) for field in fields(limits)]
    rest = _line("preview", False) + _line("fail-on", "error")
    assumptions = "".join(
        f"# {each.says}; else: {', '.join(map(repr, each.others))}\n{_line(each.id, each.value)}"
        for each in ASSUMPTIONS
    )
    return f"""\
#:schema {SCHEMA}
# The configuration of justpack for this project. Every key is optional. A line that begins with # without a blank
# shows the default, or an example if there is no default. Remove the # to set the key.

{_seen(prediction)}# {MEANINGS["runtime"]}
{_line("runtime", prediction.runtime or CATALOG[0].id)}
# The target. The keys are read only from JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY, never from a file.
{_line("organization", "abcdefgh12345678")}{_line("project", "my-app")}{_line("stage", Settings().stage)}
# Files to pack: .gitignore and .justpackignore are applied first, then these globs; the last match decides.
{_line("exclude", ["docs/**"])}{_line("include", ["dist/**"])}
# {MEANINGS["force-include"]}
{_line("force-include", ["config/test.key"])}
# {MEANINGS["assumptions"]}
[assumptions]
{assumptions}
# {MEANINGS["limits"]}
[limits]
{"".join(_line(name, size) for name, size in sizes)}
# Rules to run or to skip: codes, prefixes of codes, or names. `justpack rule` lists them.
[rules]
{_line("select", ["RT", "MF", "FP", "SC"])}{_line("ignore", ["SZ003"])}{rest}
# Severities of rules: error, warning, info or off.
[rules.severity]
{_line("RT004", "error")}
# {MEANINGS["workspace"]}
#[workspace]
{_line("members", ["services/*"])}{_line("exclude", ["services/old"])}
# {MEANINGS["workspace.defaults"]}
#[workspace.defaults]
{_line("stage", "development")}"""


def _seen(prediction: Prediction) -> str:
    """Return the prediction as comments."""
    if prediction.runtime is None:
        return f"# No runtime is predicted for this project: {safe(prediction.reason)}\n\n" if prediction.reason else ""
    lines = [f"Predicted for this project: {prediction.runtime}, {prediction.certainty}"]
    decides = prediction.decides
    if decides is not None:
        evidence = decides.evidence
        lines.append(f"  {where(evidence.location)}: {evidence.name} {evidence.raw!r} decides")
    else:
        lines.append("  nothing in the project declares a version")
    lines += [
        f"  {each.assumption}: {each.says}; otherwise {each.otherwise or 'a failed build'}"
        for each in prediction.rests_on
    ]
    return "".join(f"# {safe(line)}\n" for line in lines) + "\n"


def _line(key: str, value: object) -> str:
    """Return a key with its value, commented out."""
    import tomli_w

    written = tomli_w.dumps({key: value}).replace("[\n    ", "[").replace(",\n]", "]").replace(",\n    ", ", ")
    return f"#{written}"
