"""A file's name cannot stand in a zip that everything reads.

Names that are not UTF-8, or hold a backslash or a control character, are read differently by every unzip program, or
refused.

Example: a file named in Latin-1 by an old archive.

Fix: rename it, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("unportable-name",)
"""Why a path is refused."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each path."""
    return refused(RULE, context, KINDS, "rename it, or leave it out")


RULE = Rule("FP004", "unportable-name", "error", run=run)
