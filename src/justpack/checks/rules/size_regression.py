"""The zip is much larger than the previous one.

The rule compares the zip with the receipt that the new one replaces. It reports a growth of more than a quarter and
more than a megabyte. A common cause is a file that was packed by mistake.

Example: 12 MB last week and 90 MB today, because a build folder is no longer ignored.

Fix: run `justpack size --diff OLD.zip` to see which files are new or have grown, and leave out those that the app does
not need.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import ArchiveContext
from justpack.checks.rule import Rule
from justpack.checks.support.package_size import SHOWN, formatted
from justpack.model import Archive, Finding, Location, RelatedLocation

SHARE = 0.25
LEAST = 1_000_000
"""Smallest growth that is reported, in bytes, because a single picture can double a small package."""


def run(context: ArchiveContext) -> Iterator[Finding]:
    """Yield one finding, with the files that grew most."""
    now, before = context.archive, context.before
    if before is None:
        return
    grown = now.size - before.size
    if grown > LEAST and grown > before.size * SHARE:
        yield RULE.finding(
            f"the zip has {formatted(now.size)}; it had {formatted(before.size)} when it was last packed",
            None,
            "run `justpack size --diff OLD.zip` to see which files are new or have grown",
            related=_most(now, before),
        )


def _most(now: Archive, before: Archive) -> list[RelatedLocation]:
    old = {entry.path: entry.packed for entry in before.entries}
    grown = [(entry.packed - old.get(entry.path, 0), entry.path) for entry in now.entries]
    grown.sort(key=lambda each: (-each[0], each[1]))
    return [
        RelatedLocation(Location(path), f"{'grown by' if path in old else 'new,'} {formatted(size)} packed")
        for size, path in grown[:SHOWN]
        if size > 0
    ]


RULE = Rule("SZ005", "size-regression", "warning", run=run)
