"""Options that several commands share, and the project that they select.

The command receives an option group as one argument: `@packing_options` adds the argument `packing`.
"""

from __future__ import annotations

import inspect
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Protocol, TypeVar

import click

from justpack import pipeline
from justpack import settings as configuration
from justpack.cli.commands import GLOB_ORDER
from justpack.cli.completions import mtimes, paths, rule_lists, runtimes
from justpack.cli.output_paths import STDOUT, output_file
from justpack.cli.render import Output
from justpack.frozen import frozen
from justpack.model import FAIL_ON, FailOn, RuleWord
from justpack.pipeline import Packing, Patterns, Project
from justpack.report.formats import registry
from justpack.report.style import Color, style_for
from justpack.settings import Settings

R = TypeVar("R")
Decorator = Callable[[Callable[..., object]], Callable[..., object]]


class _NamedPath(click.Path):
    """A path whose text is not empty: an unset variable of a shell must not select the current folder."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if value == "":
            is_project = param is not None and param.name in ("path", "paths")
            self.fail(f"the path is empty{'; write `.` for the current folder' if is_project else ''}", param, ctx)
        return super().convert(value, param, ctx)


PATH = _NamedPath(path_type=Path)
"""The type of an argument or option that is a path. An empty text is a usage error."""
_CODES = "CODE[,CODE]"


class Group(Protocol):
    """A decorator that adds a group of options to a command."""

    def __call__(self, function: Callable[..., R]) -> Callable[..., R]:
        """Return the function with the options added."""
        ...


def grouped(argument: str, make: Callable[..., object], *options: Decorator) -> Group:
    """Add the options to a command, and pass the result of `make` as one argument instead of its parameters."""
    names = tuple(inspect.signature(make).parameters)

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @wraps(function)
        def command(**values: object) -> R:
            group = make(**{name: values.pop(name) for name in names})
            return function(**{argument: group}, **values)

        for option in reversed(options):
            option(command)
        return command

    return decorate


# --- output ---------------------------------------------------------------------------------------------------


def _output(format: str, output_file: Path | None, color: Color, quiet: bool, verbose: bool) -> Output:
    context = click.get_current_context()
    context.meta[_OUTPUT_FILE] = output_file
    if output_file is not None:
        from justpack.archive.atomic_write import check_place

        check_place(output_file)
    style = style_for(color, terminal=None if output_file is None else False)
    return Output(context.info_name or "justpack", format, style, quiet, verbose, output_file)


_OUTPUT_FILE = "justpack.output-file"


def _report_file() -> list[Path]:
    """Return the file of `--output-file`, which is never packed."""
    context = click.get_current_context(silent=True)
    found = context.meta.get(_OUTPUT_FILE) if context is not None else None
    return [found] if isinstance(found, Path) else []


def _output_options(formats: Sequence[str], verbose: str) -> Group:
    return grouped(
        "output",
        _output,
        click.option("--format", type=click.Choice(formats), default="text", help="Format of the result."),
        click.option(
            "--output-file",
            type=output_file,
            metavar="FILE",
            shell_complete=paths,
            help="Write the result to FILE instead of stdout.",
        ),
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colour."
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print only the result."),
        click.option("-v", "--verbose", is_flag=True, help=verbose),
    )


_TRACEBACK = "Show the traceback of an internal error."
_FILES_READ = "Show which files were read, which were not, and why."

output_options = _output_options(registry.OF_EVERY_COMMAND, _TRACEBACK)
"""Adds `--format`, `--color`, `-q` and `-v` as `output`, for a command that opens no project."""
project_output_options = _output_options(registry.OF_EVERY_COMMAND, _FILES_READ)
"""Adds these options for a command that opens a project."""
plan_output_options = _output_options(registry.OF_EVERY_COMMAND + registry.OF_PLANS, _TRACEBACK)
"""Adds these options for `plan`."""
findings_output_options = _output_options(registry.OF_EVERY_COMMAND + registry.OF_FINDINGS, _FILES_READ)
"""Adds these options for a command whose result can be written as a list of findings."""


# --- the project ----------------------------------------------------------------------------------------------

path_argument = click.argument("path", type=PATH, default=Path())
paths_argument = click.argument("paths", metavar="[PATH]...", type=PATH, nargs=-1)
"""The argument of a command about one project or many."""
keep_going_option = click.option(
    "--keep-going", is_flag=True, help="Of many projects, also begin those after one that does not pass."
)
every_project_option = click.option(
    "--keep-going",
    is_flag=True,
    expose_value=False,
    help="Of many projects, report each, also if one cannot be read [always].",
)
"""The same option for a command that changes nothing, so that a script can give it to every command."""
runtime_option = click.option(
    "--runtime", metavar="ID", shell_complete=runtimes, help="The runtime the service uses, such as nodejs22.x."
)


def _patterns(exclude: tuple[str, ...], include: tuple[str, ...], force_include: tuple[str, ...]) -> Patterns:
    order: tuple[bool, ...] = click.get_current_context().meta.get(GLOB_ORDER, ())
    return Patterns(exclude, include, force_include, order)


pattern_options = grouped(
    "patterns",
    _patterns,
    click.option("--exclude", multiple=True, metavar="GLOB", shell_complete=paths, help="Exclude paths; repeatable."),
    click.option(
        "--include",
        multiple=True,
        metavar="GLOB",
        shell_complete=paths,
        help="Include paths that a rule excludes; repeatable.",
    ),
    click.option(
        "--force-include",
        multiple=True,
        metavar="GLOB",
        shell_complete=paths,
        help="Include paths that are always excluded (secrets, .git); repeatable.",
    ),
)
"""Adds `--exclude`, `--include` and `--force-include` as `patterns` to a `PatternCommand`."""


def settings_for(path: Path, **flags: str | None) -> Settings:
    """Return the settings of the project at the path, from its configuration, the environment and the options."""
    return configuration.load(path, os.environ).with_flags(**flags)


@frozen
class RuleOptions:
    """The values of `--select`, `--ignore`, `--fail-on` and `--baseline`."""

    select: tuple[RuleWord, ...] | None = None
    ignore: tuple[RuleWord, ...] = ()
    fail_on: FailOn | None = None
    baseline: Path | None = None

    def settings(self, settings: Settings) -> Settings:
        """Return the settings with the rule selection of the command line."""
        rules = replace(settings.rules, flag_select=self.select, flag_ignore=self.ignore)
        return replace(settings, rules=replace(rules, fail_on=self.fail_on or rules.fail_on))

    def project(self, project: Project, path: Path) -> Project:
        """Return the project with the known findings of the baseline, which is a file, or a folder with a file for
        each project. A project without a file there has no known findings. `path` is that of the project.

        Raises UsageError if the file is not a baseline.
        """
        file = self.baseline
        if file is None:
            return project
        from justpack.checks.baseline import read

        if os.path.isdir(file):
            from justpack.projects import output_names

            file = output_names.file_of(path, file, output_names.BASELINE)
            if not os.path.lexists(file):
                return project
        return replace(project, known=read(file))


def _rule_options(
    select: tuple[str, ...], ignore: tuple[str, ...], fail_on: FailOn | None, baseline: Path | None
) -> RuleOptions:
    return RuleOptions(_words(select, "--select") or None, _words(ignore, "--ignore"), fail_on, baseline)


def _words(values: Iterable[str], option: str) -> tuple[RuleWord, ...]:
    return tuple(RuleWord(word.strip(), option) for value in values for word in value.split(","))


rule_options = grouped(
    "rules",
    _rule_options,
    click.option(
        "--select",
        multiple=True,
        metavar=_CODES,
        shell_complete=rule_lists,
        help="Run only these rules: codes, or prefixes like SC.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar=_CODES,
        shell_complete=rule_lists,
        help="Skip these rules: codes, or prefixes like SC.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        help="Lowest severity that makes the command fail, or never [default: error].",
    ),
    click.option(
        "--baseline", type=PATH, metavar="FILE", help="Do not report the findings in FILE; DIR/ for many projects."
    ),
)
"""Adds `--select`, `--ignore`, `--fail-on` and `--baseline` as `rules`."""


def folder_project(
    path: Path,
    patterns: Patterns | None = None,
    rules: RuleOptions | None = None,
    outputs: Sequence[Path] = (),
    **flags: str | None,
) -> Project:
    """Return the project in the folder at the path. `outputs`: files that this run writes, which are never packed.

    Raises UsageError if the path is not a readable folder, or else if the configuration is wrong.
    """
    pipeline.require_folder(path)
    rules = rules or RuleOptions()
    settings = rules.settings(settings_for(path, **flags))
    return rules.project(
        pipeline.open_project(path, settings, patterns, [*outputs, *_report_file()], _redirected_files()), path
    )


def _redirected_files() -> frozenset[tuple[int, int]]:
    """The device and inode of the files that stdout and stderr are redirected to."""
    found: set[tuple[int, int]] = set()
    for descriptor in (1, 2):
        try:
            status = os.fstat(descriptor)
        except OSError:  # it is closed
            continue
        if stat.S_ISREG(status.st_mode):
            found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def any_project(
    path: Path,
    patterns: Patterns | None = None,
    rules: RuleOptions | None = None,
    outputs: Sequence[Path] = (),
    *,
    content: Path | None = None,
    **flags: str | None,
) -> Project:
    """Return the project in the folder or the finished zip at the path; raises the errors of `folder_project`.

    `content` is a copy of the zip that is read instead.
    """
    if not pipeline.is_zip(path):
        return folder_project(path, patterns, rules, outputs, **flags)
    rules = rules or RuleOptions()
    return rules.project(pipeline.open_zip(content or path, rules.settings(settings_for(path, **flags))), path)


# --- packing --------------------------------------------------------------------------------------------------


def _packing(level: int, store: bool, mtime: str, jobs: int | None, no_cache: bool) -> Packing:
    return Packing(0 if store else level, mtime, jobs, cache=not no_cache)


def _uncached_packing(level: int, store: bool, mtime: str, jobs: int | None) -> Packing:
    return _packing(level, store, mtime, jobs, no_cache=True)


_PACKING: tuple[Decorator, ...] = (
    click.option(
        "--level", type=click.IntRange(1, 12), metavar="N", default=5, show_default=True, help="Compression level."
    ),
    click.option("--store", is_flag=True, help="Do not compress."),
    click.option(
        "--mtime",
        default="fixed",
        show_default=True,
        metavar="fixed|content|SECONDS",
        shell_complete=mtimes,
        help="Modification time of the entries.",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Number of threads; the bytes do not depend on it.",
    ),
)
packing_options = grouped(
    "packing",
    _packing,
    *_PACKING,
    click.option("--no-cache", is_flag=True, help="Do not read or write the cache of compressed entries."),
)
"""Adds `--level`, `--store`, `--mtime`, `-j` and `--no-cache` as `packing`."""
uncached_packing_options = grouped("packing", _uncached_packing, *_PACKING)
"""Adds these options without `--no-cache`, for a command that does not use the cache."""


def output_files(target: Path | None, *others: Path | None) -> list[Path]:
    """Return the files that a run writes, which are never packed."""
    paths = [] if target is None or target == STDOUT else [target, receipt_beside(target)]
    return paths + [other for other in others if other is not None]


def receipt_beside(target: Path) -> Path:
    """Return the default path of the receipt of a zip."""
    from justpack.receipt import beside

    return beside(target)


# --- the service ----------------------------------------------------------------------------------------------


@frozen
class ServiceOptions:
    """The values of `--org`, `--project` and `--api-url`."""

    organization: str | None = None
    project: str | None = None
    api_url: str | None = None

    @property
    def flags(self) -> dict[str, str | None]:
        """Return the values by the names of the settings."""
        return {"organization": self.organization, "project": self.project, "api_url": self.api_url}


service_options = grouped(
    "service",
    ServiceOptions,
    click.option("--org", "organization", metavar="ID", help="The organization; or JUSTDEPLOY_ORGANIZATION."),
    click.option("--project", metavar="NAME", help="The project; or JUSTDEPLOY_PROJECT."),
    click.option("--api-url", metavar="URL", help="The API's origin: https, or http on loopback."),
)
"""Adds `--org`, `--project` and `--api-url` as `service`."""
