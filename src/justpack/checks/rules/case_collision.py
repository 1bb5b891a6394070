"""Two files or folders have the same name but for the case of letters.

Linux keeps them apart, so the app may run. macOS and Windows do not: a clone or an unpacked zip has only one of the two
there, and which one is chance. Whoever packs from there uploads something else.

Example: `README.md` and `readme.md` in one folder.

Fix: rename one of them, or leave it out.
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
        if len({_composed(path) for path in each.paths}) < 2:
            continue  # they differ in the form of Unicode alone: FP003
        first, *others = each.paths
        kind = "folder" if first.endswith("/") else "file"
        yield RULE.finding(
            f"{first} and {', '.join(others)} are one {kind} on macOS and Windows",
            Location(others[-1]),
            "rename one of them, or leave it out",
            related=[RelatedLocation(Location(path), "the same name but for its case") for path in each.paths[:-1]],
        )


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else _composed(path).casefold()


def _composed(path: str) -> str:
    return path if path.isascii() else normalize("NFC", path)


RULE = Rule("FP002", "case-collision", "warning", run=run)
