"""The output of a command about many projects, in each format.

`report/formats` contains the same formats for one project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from justpack.model import Finding, Location
from justpack.report.formats.registry import INERT, Run
from justpack.report.style import inert


class ManyFormat(Protocol):
    """The interface of the module of a format."""

    def lines(self, runs: Sequence[Run]) -> Iterator[str]:
        """Yield the output as texts without line ends."""
        ...


def lines(format: str, runs: Sequence[Run], text: Iterable[str]) -> Iterator[str]:
    """Yield the output of the runs of many projects in the named format; `text` are the lines of the text format."""
    if format == "text":
        yield from map(inert, text)
        return
    for line in cast("ManyFormat", import_module(f"justpack.report.many.{format}")).lines(runs):
        yield INERT[format](line)


def from_here(run: Run) -> Iterator[Finding]:
    """Yield the findings of a project, with paths that begin with the path of the project as the user wrote it."""
    for finding in run.findings:
        related = tuple(replace(each, location=_below(run.path, each.location)) for each in finding.related)
        location = finding.location and _below(run.path, finding.location)
        yield replace(finding, location=location, related=related)


def _below(path: str, location: Location) -> Location:
    return replace(location, path=f"{path}/{location.path}" if path not in ("", ".") else location.path)
