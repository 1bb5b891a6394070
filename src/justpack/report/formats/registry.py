"""In which formats can a result be written?

A format is a module of this package with `lines(run)`. To add one: its file, and its name in one of these lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from justpack.model import Finding

OF_EVERY_COMMAND = ("text", "json")
OF_FINDINGS = ("github", "sarif")
"""What can say no more than findings: for `check`."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command has to say at its end."""

    command: str
    ok: bool
    result: Mapping[str, object] | None
    """None where it could not finish; `findings` then says why."""
    findings: tuple[Finding, ...]
    text: Iterable[str] = ()
    """The same for a person, line by line."""
    verdict: str = ""
    """The last word of it, without colour."""
    folder: str = ""
    """The project as seen from its repository's root: `apps/web`, or "" where they are the same."""


class Format(Protocol):
    """What a format's module offers."""

    def lines(self, run: Run) -> Iterator[str]:
        """The run, as texts without line ends."""
        ...


def lines(format: str, run: Run) -> Iterator[str]:
    """The run in the format of that name."""
    if format == "text":
        yield from run.text
    else:
        yield from cast("Format", import_module(f"justpack.report.formats.{format}")).lines(run)
