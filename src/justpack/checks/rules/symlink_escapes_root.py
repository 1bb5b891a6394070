"""A symbolic link has no content that can be packed.

The content of its target is packed in place of a link. A link to a path outside the project and a circular link have no
such content. A link whose target does not exist is FP020.

A few links can multiply a folder without end. So the copies that links make may have at most as many bytes as all other
files together, or 10 MB if that is more: the zip is then at most twice as large as the tree. Beyond that, the links
with the largest copies are reported.

Example: `data -> /srv/data`.

Fix: copy the file into the project, or leave the link out in .justpackignore. Of links that multiply files, keep one,
and let the app use its path.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, RefusedKind

KINDS: tuple[RefusedKind, ...] = ("link-escapes", "link-loop", "links-multiply", "link-in-zip")
"""The kinds of refusal that this rule reports."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each link."""
    return refused(RULE, context, KINDS, "copy the target into the project, or leave the link out")


RULE = Rule("FP001", "symlink-escapes-root", "error", run=run)
