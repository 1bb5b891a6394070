"""A file's name is not one that everything can read.

Names that are not UTF-8, or hold a backslash or a control character, are read differently by every unzip program, or
refused: they cannot be packed. Names that Windows cannot have are a warning: devices (`aux`, `con`, `nul`, `com1`, with
any extension), a dot or a blank at the end, and the characters `< > : " | ? *`. So is a name with other letters than
ASCII in a finished zip whose entry does not say that it is UTF-8.

Example: `lib/aux.js`, which nobody can check out on Windows.

Fix: rename the file, or leave it out in .justpackignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding, Location, RefusedKind, RelatedLocation

KINDS: tuple[RefusedKind, ...] = ("unportable-name",)
"""The kinds of refusal that this rule reports."""
NAMED = 10
"""Largest number of names in one finding, and of names that Windows cannot have with a finding of their own."""

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(?:\.|\Z)", re.IGNORECASE
)
_CHARACTER = re.compile(r'[<>:"|?*]')


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each refused path, one for the names in a zip that are in no certain encoding, and one for
    each of the first names that Windows cannot have.
    """
    yield from refused(RULE, context, KINDS, "rename it, or leave it out")
    names = context.tree.ambiguous_names
    if names:
        more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
        yield RULE.finding(
            f"{names[0]}{more}: the zip does not mark the name as UTF-8, so programs unpack it differently",
            Location(names[0]),
            "make the zip with a tool that sets the UTF-8 flag, such as `justpack pack`",
            related=[RelatedLocation(Location(name), "without the UTF-8 flag") for name in names[1:NAMED]],
            severity="warning",
        )
    found = list(_of_windows(entry.path for entry in context.plan.entries))
    for path, why in found[:NAMED]:
        yield RULE.finding(f"{path}: {why}", Location(path), "rename it, or leave it out", severity="warning")
    if len(found) > NAMED:
        rest = len(found) - NAMED
        yield RULE.finding(f"{rest} more names cannot exist on Windows", None, "rename them", severity="warning")


def _of_windows(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each file or folder whose own name cannot exist on Windows, with the reason; each folder once."""
    every = list(paths)
    split = [path.rpartition("/") for path in every]
    names = {name for _, _, name in split}
    names.update(part for folder in {folder for folder, _, _ in split} for part in folder.split("/"))
    reasons = {name: reason for name in names if (reason := _reason(name)) is not None}
    if not reasons:
        return
    seen: set[str] = set()
    for path in every:
        start = 0
        for part in path.split("/"):
            end = start + len(part)
            if part in reasons and path[:end] not in seen:
                seen.add(path[:end])
                yield path[:end], reasons[part]
            start = end + 1


def _reason(name: str) -> str | None:
    if _DEVICE.match(name):
        return "its name is that of a device on Windows"
    if name[-1:] in (".", " "):
        return "its name ends with a dot or a blank, which Windows drops"
    found = _CHARACTER.search(name)
    return f"its name contains {found[0]!r}, which Windows does not allow" if found else None


RULE = Rule("FP004", "unportable-name", "error", run=run)
