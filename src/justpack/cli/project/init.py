"""`justpack init`: a commented justpack.toml to start from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from justpack import outputs, pipeline
from justpack.cli.options import path_argument, project_output_options
from justpack.cli.render import Output
from justpack.facts.assumptions import ASSUMPTIONS
from justpack.facts.runtimes import CATALOG
from justpack.model import Limits, Prediction
from justpack.report.findings import where
from justpack.report.style import safe
from justpack.settings import FILE, Settings


@click.command("init")
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
# How justpack looks at this project. Every key is optional. What stands behind a # without a blank is the default, or
# an example where there is none: take the # away to set it.

{_seen(prediction)}# The runtime you know the service gives, where you know better than the prediction.
{_line("runtime", prediction.runtime or CATALOG[0].id)}
# Where it goes. The keys come only from JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY, never from a file.
{_line("organization", "abcdefgh12345678")}{_line("project", "my-app")}{_line("stage", Settings().stage)}
# What is packed: .gitignore and .justpackignore first, then these globs; the last match wins.
{_line("exclude", ["docs/**"])}{_line("include", ["dist/**"])}
# Even what never goes into a zip unless it is named here: secrets, .git.
{_line("force-include", ["config/test.key"])}
# What is known of the service that justpack only assumes.
[assumptions]
{assumptions}
# Sizes in bytes beyond which a check speaks.
[limits]
{"".join(_line(name, size) for name, size in sizes)}
# Which rules speak: codes, beginnings of codes, or names. `justpack rule` lists them.
[rules]
{_line("select", ["RT", "MF", "FP", "SC"])}{_line("ignore", ["SZ003"])}{rest}
# How grave each is: error, warning, info or off.
[rules.severity]
{_line("RT004", "error")}"""


def _seen(prediction: Prediction) -> str:
    """What was detected, as comments."""
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
    """A key with its value, commented out."""
    import tomli_w

    written = tomli_w.dumps({key: value}).replace("[\n    ", "[").replace(",\n]", "]").replace(",\n    ", ", ")
    return f"#{written}"
