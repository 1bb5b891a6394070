"""A Python source uses syntax that the predicted Python does not support.

An older Python stops with a SyntaxError before it runs the first line. The rule checks the modules of the app itself.
It does not check JavaScript, because the syntax of Node.js 22 and 24 hardly differs. Python 2 syntax that could be
mistaken for newer syntax (`except ValueError, e:`) is a warning: the file fails too, but often nothing imports it any
more.

Example: a t-string (`t"Hello {name}"`, Python 3.14) in app.py, and python3.13 is predicted.

Fix: pin the newer runtime with `requires-python`, or rewrite the code for the older Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents.python_sources import Sources, entry_files, judged
from justpack.model import Entry, Finding, Location, Runtime

if TYPE_CHECKING:
    from justpack.ecosystems.python.syntax import Unknown


def begin(context: PackageContext) -> ContentScan | None:
    """Return the scan of one project, or None if Python is not predicted."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return None
    newer = _Newer(context, runtime, entry_files(context))
    return ContentScan(newer.wants, newer.look)


@dataclass(frozen=True)
class _Newer:
    context: PackageContext
    runtime: Runtime
    entries: tuple[str, ...]
    """The files of which EN009 reports the syntax of Python 2."""

    def wants(self, entry: Entry) -> bool:
        return judged(entry)

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        from justpack.ecosystems.python import syntax

        source = Sources(self.context).whole(entry, data)
        found = syntax.unknown(source, (self.runtime.low[0], self.runtime.low[1]))
        if found is not None and not (found.since < (3, 0) and entry.path in self.entries):
            yield _finding(entry.path, found, self.runtime)


def _finding(path: str, found: Unknown, runtime: Runtime) -> Finding:
    place = Location(path, found.line)
    if found.since < (3, 0):
        return RULE.finding(
            f"{path} has {found.what}, which only Python 2 supports; {runtime.id} is predicted",
            place,
            "write it for Python 3 (`except ValueError as e:`, `print(x)`), or leave it out if nothing imports it",
            severity="warning",
        )
    version = "{}.{}".format(*found.since)
    return RULE.finding(
        f"{path} uses {found.what}, which needs Python {version}; {runtime.id} is predicted",
        place,
        f'declare `requires-python = ">={version}"`, or rewrite it for {runtime.title}',
    )


RULE = Rule("DP011", "syntax-too-new", "error", begin=begin)
