"""A pipe, socket or device cannot be packed.

A zip contains only regular files.

Example: the socket that a database created in the project's folder.

Fix: remove it, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("special-file",)
"""The kinds of refusal that this rule reports."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each path."""
    return refused(RULE, context, KINDS, "remove it, or leave it out in .justpackignore")


RULE = Rule("FP010", "special-file", "error", run=run)
