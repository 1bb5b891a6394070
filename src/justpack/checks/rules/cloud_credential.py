"""A packed file contains a key of a cloud or web service.

The rule searches the first 64 KiB of each text file for keys in the formats that their services publish. A key is
reported if it looks random and, if its format has a checksum, the checksum is right. Keys made up for documentation are
ignored. Everybody who can read the upload can use the key; the finding does not show its value. In a folder of tests or
of vendored code, the finding is a warning, because most keys there are revoked or made up.

Example: `const stripe = require("stripe")("sk_live_…")`.

Fix: replace the key at its service, because others may know it by now, and pass the new key to the app in an
environment variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.contents import cloud_keys
from justpack.model import Entry, Finding, Location


def wants(entry: Entry) -> bool:
    """Whether the file is large enough to contain a key."""
    return entry.size >= 20


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each key, without its value."""
    for kind, match in cloud_keys.keys(data):
        yield RULE.finding(
            f"{entry.path} contains a {kind.title}",
            _place(entry.path, data, match),
            "replace the key at its service, and pass the new one to the app in an environment variable",
            severity="warning" if path_kinds.vendored(entry.path) or path_kinds.aside(entry.path) else None,
        )


def _place(path: str, data: bytes, match: re.Match[bytes]) -> Location:
    start = data.rfind(b"\n", 0, match.start()) + 1
    column = len(data[start : match.start()].decode("utf-8", "replace")) + 1
    return Location(path, data[:start].count(b"\n") + 1, column)


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look)


RULE = Rule("SC003", "cloud-credential", "error", begin=begin)
