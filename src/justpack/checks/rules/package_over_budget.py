"""The package is larger than its limit.

JustDeploy publishes no limit. The limit is a setting of justpack: `package-size` under `[limits]`, in bytes. It is
compared with the size of the zip, or before packing with the sum of the file sizes.

Example: a folder of videos beside the sources, 400 MB in total.

Fix: run `justpack size` to see the largest files; leave them out in .justpackignore, or raise the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.package_size import compared, largest, measured
from justpack.model import Finding


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding, with the largest files."""
    found, limit = measured(context), context.limits.package_size
    if found.size > limit:
        size, most = compared(found.size, limit)
        yield RULE.finding(
            f"{found.what} {size}, more than the limit of {most}",
            None,
            "run `justpack size` to see the largest files; leave them out, or raise package-size under [limits]",
            related=largest(context),
        )


RULE = Rule("SZ001", "package-over-budget", "warning", run=run)
