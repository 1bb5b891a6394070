"""Which findings does the command line want to see, and which of them stop it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import click

from justpack.model import SEVERITIES, RuleWord, Severity
from justpack.pipeline import Project
from justpack.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """The values of `--select`, `--ignore`, `--fail-on` and `--baseline`."""

    select: tuple[RuleWord, ...] | None = None
    ignore: tuple[RuleWord, ...] = ()
    fail_on: Severity | None = None
    baseline: Path | None = None

    def settings(self, settings: Settings) -> Settings:
        """The settings with what the command line says of rules."""
        rules = replace(settings.rules, flag_select=self.select, flag_ignore=self.ignore)
        return replace(settings, rules=replace(rules, fail_on=self.fail_on or rules.fail_on))

    def project(self, project: Project) -> Project:
        """The project with the findings of the baseline known. Raises UsageError where the file is none."""
        if self.baseline is None:
            return project
        from justpack.checks.baseline import read

        return replace(project, known=read(self.baseline))


def rule_options(function: Callable[P, R]) -> Callable[..., R]:
    """`--select`, `--ignore`, `--fail-on` and `--baseline`, handed on as one `wanted`."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        select, ignore = (
            _words(cast("tuple[str, ...]", kwargs.pop(name)), f"--{name}") for name in ("select", "ignore")
        )
        fail_on = cast("Severity | None", kwargs.pop("fail_on"))
        wanted = RuleOptions(select or None, ignore, fail_on, cast("Path | None", kwargs.pop("baseline")))
        return function(*args, wanted=wanted, **kwargs)  # type: ignore[arg-type]

    codes = "CODE[,CODE]"
    options = (
        click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Findings in FILE are known."),
        click.option("--fail-on", type=click.Choice(SEVERITIES), help="What stops it [default: error]."),
        click.option("--ignore", multiple=True, metavar=codes, help="Not these rules: codes, or beginnings like SC."),
        click.option("--select", multiple=True, metavar=codes, help="Only these rules: codes, or beginnings like SC."),
    )
    decorated: Callable[..., R] = wrapped
    for option in options:
        decorated = option(decorated)
    return decorated


def _words(values: Iterable[str], option: str) -> tuple[RuleWord, ...]:
    return tuple(RuleWord(word.strip(), option) for value in values for word in value.split(","))
