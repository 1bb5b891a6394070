"""The package is large.

Every deployment uploads the complete package, and an app that starts on demand loads it. The threshold is
`package-large` under `[limits]`, in bytes. It is compared with the size of the zip, or before packing with the sum of
the file sizes. Above `package-size`, SZ001 is reported instead.

Example: a data set of 80 MB that only a notebook uses.

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
    found, limits = measured(context), context.limits
    if limits.package_large < found.size <= limits.package_size:
        size, most = compared(found.size, limits.package_large)
        yield RULE.finding(
            f"{found.what} {size}, more than {most}",
            None,
            "run `justpack size` to see the largest files; leave them out, or raise package-large under [limits]",
            related=largest(context),
        )


RULE = Rule("SZ002", "package-large", "warning", run=run)
