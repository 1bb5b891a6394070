"""A link cannot be followed inside the upload.

Links are packed as the file they lead to. One that leads out of the project or in a circle has no content that could be
uploaded. One that leads nowhere is FP020.

Example: `data -> /srv/data`.

Fix: copy the file into the project, or leave the link out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("link-escapes", "link-loop", "links-multiply", "link-in-zip")
"""Why a path is refused."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each link."""
    return refused(RULE, context, KINDS, "copy what it leads to into the project, or leave the link out")


RULE = Rule("FP001", "symlink-escapes-root", "error", run=run)
