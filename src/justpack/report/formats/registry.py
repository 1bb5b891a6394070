"""The registry of output formats.

A format is a module of this package with a function `lines(run)`. To add a format, add its module and add its name to
one of the lists below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from justpack.frozen import frozen
from justpack.model import FailOn, Finding
from justpack.report.cut import cut
from justpack.report.style import inert, inert_annotation, inert_json, inert_xml

INERT: Mapping[str, Callable[[str], str]] = {
    "concise": inert,
    "github": inert_annotation,
    "gitlab": inert_json,
    "json": inert_json,
    "junit": inert_xml,
    "sarif": inert_json,
    "text": inert,
}
"""For each format, the function that removes the commands of CI runners without changing the values."""
OF_EVERY_COMMAND = ("text", "json")
OF_FINDINGS = ("concise", "github", "gitlab", "junit", "sarif")
"""The formats that contain findings only; `check` supports them."""
OF_PLANS = ("github", "gitlab")
"""The formats of `plan` for CI systems, which are in `report/plans`."""


@frozen
class Run:
    """The result of a command, as the input of a format."""

    command: str
    ok: bool
    result: Mapping[str, object] | None
    """The result, or None if the command failed; `findings` then contains the reason."""
    findings: tuple[Finding, ...]
    text: Iterable[str] = ()
    """The lines of the text output."""
    verdict: str = ""
    """The last line of the text output, without colours."""
    folder: str = ""
    """The path of the project relative to the root of its repository, for example `apps/web`; "" for the root."""
    path: str = ""
    """The path of the project as the user wrote it; "" for the current folder."""
    fail_on: FailOn = "error"
    """The lowest severity that makes the command fail, or `never`."""
    failure: Mapping[str, object] | None = None
    """The facts about a failed call of the service, or None."""


class Format(Protocol):
    """The interface of the module of a format."""

    def lines(self, run: Run) -> Iterator[str]:
        """Yield the output as texts without line ends."""
        ...


def lines(format: str, run: Run) -> Iterator[str]:
    """Yield the output of a run in the named format, as texts without line ends.

    Text of the project in it gives no command to a CI runner.
    """
    if format == "text":
        yield from map(inert, run.text)
        return
    run = replace(run, findings=tuple(cut(run.findings)))
    for text in cast("Format", import_module(f"justpack.report.formats.{format}")).lines(run):
        yield INERT[format](text)
