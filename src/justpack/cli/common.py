"""What do all commands share: the path, the format, colour, how much is said?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import click

from justpack import settings as configuration
from justpack.errors import PackError
from justpack.model import Finding
from justpack.pipeline import Patterns, Project, open_project, open_zip
from justpack.report.formats import registry
from justpack.report.formats.registry import Run
from justpack.report.style import Color, Style, style_for
from justpack.settings import Settings

ZIPS = (".zip",)
"""Endings of a file that is looked at as a zip."""
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's result goes, and how."""

    command: str
    format: str
    style: Style
    quiet: bool
    verbose: bool

    def emit(
        self, ok: bool, result: Mapping[str, object] | None, findings: Sequence[Finding], lines: Iterable[str]
    ) -> None:
        """The result on stdout, in the format that was asked for."""
        self.write(Run(self.command, ok, result, tuple(findings), lines))

    def write(self, run: Run) -> None:
        """The same for a run with more to say of itself."""
        for text in registry.lines(self.format, run):
            with writing():
                click.echo(text, color=True)


@contextmanager
def writing() -> Iterator[None]:
    """What is written to stdout inside: a full disk is no bug of ours."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PackError(f"the result cannot be written: {(error.strerror or str(error)).lower()}") from None


def output_options(function: Callable[P, R], known: Sequence[str] = registry.OF_EVERY_COMMAND) -> Callable[..., R]:
    """`--format`, `--color`, `-q` and `-v`, handed on as one `output`."""

    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        color: Color = kwargs.pop("color")  # type: ignore[assignment]
        context = click.get_current_context()
        output = Output(
            command=context.info_name or "justpack",
            format=str(kwargs.pop("format")),
            style=style_for(color),
            quiet=bool(kwargs.pop("quiet")),
            verbose=bool(kwargs.pop("verbose")),
        )
        return function(*args, output=output, **kwargs)  # type: ignore[arg-type]

    wrapped.__doc__ = function.__doc__
    wrapped.__name__ = function.__name__
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say only the result."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to colour."),
        click.option("--format", type=click.Choice(known), default="text", help="How to write the result."),
    ):
        wrapped = option(wrapped)
    return wrapped


def findings_output_options(function: Callable[P, R]) -> Callable[..., R]:
    """The same for a command that can say all it has to say in findings."""
    return output_options(function, registry.OF_EVERY_COMMAND + registry.OF_FINDINGS)


path_argument = click.argument("path", type=click.Path(path_type=Path), default=Path())


def pattern_options(function: Callable[P, R]) -> Callable[..., R]:
    """`--include`, `--exclude` and `--force-include`, handed on as one `chosen`."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        exclude, include, force_include = (
            cast("tuple[str, ...]", kwargs.pop(name)) for name in ("exclude", "include", "force_include")
        )
        chosen = Patterns(exclude, include, force_include)
        return function(*args, chosen=chosen, **kwargs)  # type: ignore[arg-type]

    decorated: Callable[..., R] = wrapped
    for name, help in (
        ("--force-include", "Pack what even the hard floor leaves out (secrets, .git); may be repeated."),
        ("--include", "Pack paths that a rule leaves out; may be repeated."),
        ("--exclude", "Leave paths out; may be repeated."),
    ):
        decorated = click.option(name, multiple=True, metavar="GLOB", help=help)(decorated)
    return decorated


runtime_option = click.option("--runtime", metavar="ID", help="The runtime you know it gets, such as nodejs22.x.")


def settings_for(path: Path, **flags: str | None) -> Settings:
    """What the configuration, the environment and the flags say for a project."""
    return configuration.load(path, os.environ).with_flags(**flags)


def inspected(
    path: Path, settings: Settings | None = None, chosen: Patterns | None = None, outputs: Sequence[Path] = ()
) -> Project:
    """The project at a path that may also be a finished zip."""
    if path.suffix.lower() in ZIPS and os.path.isfile(path):  # not `is_file`, which raises for a name too long
        return open_zip(path, settings or settings_for(path))
    return project_for(path, settings, chosen, outputs)


def project_for(
    path: Path, settings: Settings | None = None, chosen: Patterns | None = None, outputs: Sequence[Path] = ()
) -> Project:
    """The project at a path. The folder is looked at first: its fault is said before that of a configuration."""
    project = open_project(path, Settings())
    return open_project(project.root, settings or settings_for(path), chosen, outputs)
