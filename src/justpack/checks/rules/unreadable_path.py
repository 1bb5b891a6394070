"""A file or folder that should be packed cannot be read.

The rule reports each path for which the operating system denies access or returns an error.

Example: a folder owned by root that a container created.

Fix: change the permissions of the path, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("unreadable",)
"""The kinds of refusal that this rule reports."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each path."""
    return refused(RULE, context, KINDS, "make it readable, or leave it out in .justpackignore")


RULE = Rule("FP015", "unreadable-path", "error", run=run)
