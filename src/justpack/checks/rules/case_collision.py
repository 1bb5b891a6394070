"""The paths of two files or folders differ only in letter case.

Linux distinguishes such files, so the app may run. macOS and Windows do not: a clone or an unpacked zip contains only
one of the two there, and which one is not defined. A package made on such a system has other contents.

Example: `README.md` and `readme.md` in one folder, or a file `Lib` and a folder `lib`.

Fix: rename one of the files, or leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.twins import twins
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each set of files or folders that collide, at the last of them."""
    for each in twins([entry.path for entry in context.plan.entries], _folded):
        if len({_composed(path).rstrip("/") for path in each.paths}) < 2:
            continue  # they differ in the form of Unicode alone: FP003
        first, *others = each.paths
        kind = "folder" if first.endswith("/") else "name" if others[-1].endswith("/") else "file"
        yield RULE.finding(
            f"{first} and {', '.join(others)} are one {kind} on macOS and Windows",
            Location(others[-1]),
            "rename one of them, or leave it out",
            related=[
                RelatedLocation(Location(path), "the same name in another letter case") for path in each.paths[:-1]
            ],
        )


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else _composed(path).casefold()


def _composed(path: str) -> str:
    return path if path.isascii() else normalize("NFC", path)


RULE = Rule("FP002", "case-collision", "warning", run=run)
