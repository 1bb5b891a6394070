"""The service reports another size than was sent.

The size of a ready build is compared with the bytes of the zip. A difference may mean that the upload was changed on
the way, or that the service counts something else than the zip.

Example: the zip has 524,288 bytes and the build says 524,000.

Fix: deploy again; where the difference stays the same, the service counts otherwise, and it can be ignored.
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
        yield RULE.finding(f"the service says {build.size} bytes, {archive.size} were sent")


RULE = Rule("PF004", "size-mismatch", "warning", run=run)
