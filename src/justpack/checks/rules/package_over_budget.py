"""The package is larger than its limit.

JustDeploy publishes no limit, so this is a warning about one of ours: `package-size` under `[limits]`, in bytes. It is
held against the zip once there is one, and before that against the sum of its files.

Example: a folder of videos beside the sources, 400 MB in all.

Fix: `justpack size` shows what is large; leave it out in .justpackignore, or raise the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support.package_size import measured, megabytes
from justpack.model import Finding

CHECK = Check("SZ001", "package-over-budget", "warning")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding, with the largest files."""
    found, limit = measured(subject), subject.limits.package_size
    if found is not None and found.size > limit:
        yield CHECK.finding(
            f"{found.what} {megabytes(found.size)}, more than the limit of {megabytes(limit)}",
            None,
            "`justpack size` shows what is large: leave it out, or set package-size under [limits]",
            related=found.largest,
        )
