"""Two files have the same name but for the case of letters.

Linux keeps them apart, so the app may run. macOS and Windows do not: a clone or an unpacked zip has only one of the two
there, and which one is chance. Whoever packs from there uploads something else.

Example: `README.md` and `readme.md` in one folder.

Fix: rename one of them, or leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.model import Finding, Location, RelatedLocation

CHECK = Check("FP002", "case-collision", "warning")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding for each set of files that collide, at the last of them."""
    seen: dict[str, list[str]] = {}
    for entry in subject.plan.entries if subject.plan else ():
        seen.setdefault(entry.path.casefold(), []).append(entry.path)
    for paths in seen.values():
        if len(paths) > 1:
            first, *others = paths
            yield CHECK.finding(
                f"{first} and {', '.join(others)} are one file on macOS and Windows",
                Location(others[-1]),
                "rename one of them, or leave it out",
                related=[RelatedLocation(Location(path), "the same name but for its case") for path in paths[:-1]],
            )
