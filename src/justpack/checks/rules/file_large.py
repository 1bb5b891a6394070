"""A file is larger than the limit.

The service publishes no limit for one file. The limit is a setting of justpack: `file-size` under `[limits]`, in bytes.
Large files are often data, media or build output that the app does not need.

Example: a database dump of 300 MB beside the sources.

Fix: leave the file out in .justpackignore, or raise the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.package_size import compared
from justpack.model import Finding, Location


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file above the limit."""
    limit = context.limits.file_size
    for entry in context.plan.entries:
        if entry.size > limit:
            size, most = compared(entry.size, limit)
            yield RULE.finding(
                f"{entry.path} has {size}, more than the limit of {most}",
                Location(entry.path),
                "leave it out in .justpackignore, or raise file-size under [limits]",
            )


RULE = Rule("SZ003", "file-large", "warning", run=run)
