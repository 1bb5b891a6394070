"""The paths of two files differ only in letter case.

Linux distinguishes such files, so the app may run. macOS and Windows do not: a clone or an unpacked zip contains only
one of the two there, and which one is not defined. A package made on such a system has other contents.

Example: `README.md` and `readme.md` in one folder.

Fix: rename one of the files, or leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each set of files that collide, at the last of them."""
    seen: dict[str, list[str]] = {}
    for entry in context.plan.entries:
        seen.setdefault(entry.path.casefold(), []).append(entry.path)
    for paths in seen.values():
        if len(paths) > 1:
            first, *others = paths
            yield RULE.finding(
                f"{first} and {', '.join(others)} are one file on macOS and Windows",
                Location(others[-1]),
                "rename one of them, or leave it out",
                related=[
                    RelatedLocation(Location(path), "the same name in another letter case") for path in paths[:-1]
                ],
            )


RULE = Rule("FP002", "case-collision", "warning", run=run)
