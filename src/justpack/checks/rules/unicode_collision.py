"""Two names are equal but for the form of an accented letter.

Unicode has two forms of `é`: one character (NFC), or an `e` and an accent (NFD). Linux keeps such names apart. macOS
takes both for one name, so a clone or an unpacked zip has only one of the two files there. One name alone is packed as
it is, whatever its form.

Example: `café.txt` in both forms in one folder.

Fix: rename one of them, or leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import is_normalized, normalize

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.twins import Twins, twins
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each set of files or folders that collide, at the last of them."""
    paths = [entry.path for entry in context.plan.entries if not entry.path.isascii()]
    for each in twins(paths, _composed):
        yield _finding(each)


def _composed(path: str) -> str:
    return path if is_normalized("NFC", path) else normalize("NFC", path)


def _finding(each: Twins) -> Finding:
    last = each.paths[-1]
    spelled = ", ".join(ascii(path) for path in each.paths)
    return RULE.finding(
        f"{last} is {len(each.paths)} names on Linux and one on macOS: {spelled}",
        Location(last),
        "rename one of them, or leave it out",
        related=[
            RelatedLocation(Location(path), "the same name in another form of Unicode") for path in each.paths[:-1]
        ],
    )


RULE = Rule("FP003", "unicode-collision", "warning", run=run)
