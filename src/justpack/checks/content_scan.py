"""One pass over the packed files for all rules about contents: each file is opened and read only once.

Of each file only the beginning is read, and nothing of it is kept. Packages that a package manager installed are
skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, ContentScan
from justpack.checks.support.path_kinds import installed
from justpack.errors import ManifestError
from justpack.model import Finding


def run(context: PackageContext, scans: Iterable[ContentScan]) -> Iterator[Finding]:
    """Yield the findings of these scans in the packed files."""
    begun = list(scans)
    with context.tree.heads() as head:
        for entry in context.plan.entries:
            # A linked package of the project itself is not installed, although its path in the zip looks so.
            if installed(entry.via or entry.path):
                continue
            wanting = [scan for scan in begun if scan.wants(entry)]
            if not wanting:
                continue
            try:
                data = head(entry.via or entry.path, HEAD_LIMIT)
            except ManifestError:
                continue  # packing reports the path
            for scan in wanting:
                yield from scan.look(entry, data)
    for scan in begun:
        if scan.finish is not None:
            yield from scan.finish()
