"""The size reported by the service differs from the size of the zip.

The rule compares the size of a ready build with the number of bytes in the zip. If they differ, the upload may have
been changed on its way, or the service may measure something else than the zip.

Example: the zip has 524,288 bytes, and the build has 524,000.

Fix: deploy again. If the difference is the same again, the service measures something else, and you can ignore the
finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import DeploymentContext
from justpack.checks.rule import Rule
from justpack.model import Finding


def run(context: DeploymentContext) -> Iterator[Finding]:
    """Yield one finding if both sizes are known and differ."""
    build, archive = context.build, context.archive
    if build.size not in (None, archive.size):
        yield RULE.finding(f"the service reports {build.size} bytes, but {archive.size} were sent")


RULE = Rule("PF004", "size-mismatch", "warning", run=run)
