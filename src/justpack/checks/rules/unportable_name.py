"""A file name cannot be stored portably in a zip.

Programs that unpack a zip read a name differently, or refuse it, if it is not UTF-8 or contains a backslash or a
control character.

Example: a file name in Latin-1 from an old archive.

Fix: rename the file, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("unportable-name",)
"""The kinds of refusal that this rule reports."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each path."""
    return refused(RULE, context, KINDS, "rename it, or leave it out")


RULE = Rule("FP004", "unportable-name", "error", run=run)
