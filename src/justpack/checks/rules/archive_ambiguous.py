"""Programs read a finished zip differently.

A zip describes each file in a record before its data and again in the directory at the end. If the two differ, a name
occurs twice, entries share bytes, or other data comes before or after, then one program unpacks other files than
another one. The service may install other files than those that were checked. Encrypted entries, methods other than
stored and deflate, device modes, data that does not unpack to its size and checksum, and names that some systems read
as `.git`, `.env` or a folder above are reported too. The data of the first 1,024 MiB is unpacked for this comparison.
A comment of an entry that is not in UTF-8 is a warning: Java does not open the entry.

Example: a zip with two entries named package.json.

Fix: make the zip again from its folder, for example with `justpack pack`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location
from justpack.tree.names import shown

LISTED = 10
"""Largest number of findings of one kind; the others are counted."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each entry that programs read differently, and one for each fault of the whole zip."""
    help = "make the zip again, for example with `justpack pack`"
    try:
        found = context.tree.ambiguities()
    except OSError as error:
        yield RULE.finding(f"the zip cannot be read: {error.strerror or error}", None, help)
        return
    count: Counter[str] = Counter()
    for each in found:
        if each.kind == "unread":
            yield RULE.finding(each.message, None, "check a smaller zip, or the folder", severity="info")
            continue
        count[each.kind] += 1
        if count[each.kind] <= LISTED:
            path = None if each.path is None else Location(shown(each.path))
            yield RULE.finding(each.message, path, help, severity="warning" if each.is_harmless else None)
    more = {kind: number - LISTED for kind, number in count.items() if number > LISTED}
    comments = more.pop("comment", 0)
    if comments:
        message = f"the comments of {comments} more entries are not in UTF-8"
        yield RULE.finding(message, None, help, severity="warning")
    rest = sum(more.values())
    if rest:
        yield RULE.finding(f"{rest} more entries are read differently", None, help)


RULE = Rule("RP010", "archive-ambiguous", "error", run=run)
