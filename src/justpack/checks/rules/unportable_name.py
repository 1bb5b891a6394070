"""A file name cannot be stored portably in a zip.

Programs that unpack a zip read a name differently, or refuse it, if it is not UTF-8 or contains a backslash or a
control character. A name beyond ASCII without the UTF-8 flag, in a zip of another tool, gets a warning.

Example: a file name in Latin-1 from an old archive.

Fix: rename the file, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, Location, RefusedKind, RelatedLocation

KINDS: tuple[RefusedKind, ...] = ("unportable-name",)
"""The kinds of refusal that this rule reports."""
NAMED = 10
"""Largest number of names in one finding."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each refused path, and one for the names in a zip that are in no certain encoding."""
    yield from refused(RULE, context, KINDS, "rename it, or leave it out")
    names = context.tree.ambiguous_names
    if names:
        more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
        yield RULE.finding(
            f"{names[0]}{more}: the zip does not mark the name as UTF-8, so programs unpack it differently",
            Location(names[0]),
            "make the zip with a tool that sets the UTF-8 flag, such as `justpack pack`",
            related=[RelatedLocation(Location(name), "without the UTF-8 flag") for name in names[1:NAMED]],
            severity="warning",
        )


RULE = Rule("FP004", "unportable-name", "error", run=run)
