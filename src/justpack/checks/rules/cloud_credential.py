"""A key of a cloud or web service is about to be uploaded.

Found by its content, in the first 64 KiB of each text file: only keys of a form that their maker published, that look
random and, where the form has a checksum, pass it. Keys made up for documentation are passed over. Whoever can read the
upload can use the key; the value is not shown here either. In a folder of tests, or of code that is brought along, it
is a warning: such keys are mostly revoked or made up, but only their owner knows.

Example: `const stripe = require("stripe")("sk_live_…")`.

Fix: replace the key at its service, since it may be known to others by now, and hand the new one to the app as an
environment variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import cloud_keys, path_kinds
from justpack.model import Entry, Finding, Location


def wants(entry: Entry) -> bool:
    """Whether the file is large enough to contain a key."""
    return entry.size >= 20


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each key, without its value."""
    for kind, match in cloud_keys.keys(data):
        yield RULE.finding(
            f"{entry.path} holds a {kind.title}",
            _place(entry.path, data, match),
            "replace it at its service, and hand the new one to the app as an environment variable",
            severity="warning" if path_kinds.vendored(entry.path) or path_kinds.of_tests(entry.path) else None,
        )


def _place(path: str, data: bytes, match: re.Match[bytes]) -> Location:
    start = data.rfind(b"\n", 0, match.start()) + 1
    column = len(data[start : match.start()].decode("utf-8", "replace")) + 1
    return Location(path, data[:start].count(b"\n") + 1, column)


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look)


RULE = Rule("SC003", "cloud-credential", "error", begin=begin)
