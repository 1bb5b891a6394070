"""The package is large.

Every deployment sends all of it, and an app that starts on demand loads it. The size is `package-large` under
`[limits]`, in bytes, held against the zip once there is one, and before that against the sum of its files. Beyond
`package-size` it is SZ001 instead.

Example: a data set of 80 MB that only a notebook uses.

Fix: `justpack size` shows what is large; leave it out in .justpackignore, or raise the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.package_size import measured, megabytes
from justpack.model import Finding


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding, with the largest files."""
    found, limits = measured(context), context.limits
    if limits.package_large < found.size <= limits.package_size:
        yield RULE.finding(
            f"{found.what} {megabytes(found.size)}, more than {megabytes(limits.package_large)}",
            None,
            "`justpack size` shows what is large: leave it out, or set package-large under [limits]",
            related=found.largest,
        )


RULE = Rule("SZ002", "package-large", "warning", run=run)
