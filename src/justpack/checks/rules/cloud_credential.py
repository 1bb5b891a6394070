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
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log2
from zlib import crc32

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.multi_search import Marks
from justpack.facts.credential_patterns import CREDENTIALS, PLACEHOLDER, PUBLIC, Credential
from justpack.model import Entry, Finding, Location

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARKS = tuple((mark, kind) for kind in CREDENTIALS for mark in kind.marks)
_ANY = Marks(mark for mark, _ in _MARKS)


def wants(entry: Entry) -> bool:
    """Whether the file is large enough to contain a key."""
    return entry.size >= 20


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each key, without its value."""
    if not _ANY.any_in(data) or b"\0" in data[:1024]:
        return
    found = {id(kind): kind for mark, kind in _MARKS if mark in data}
    for kind in found.values():
        for match in _compiled(kind.pattern).finditer(data):
            if _genuine(match["secret"], kind) and (kind.needs is None or _other_half(kind, data)):
                yield RULE.finding(
                    f"{entry.path} holds a {kind.title}",
                    _place(entry.path, data, match),
                    "replace it at its service, and hand the new one to the app as an environment variable",
                    severity="warning" if path_kinds.vendored(entry.path) or path_kinds.of_tests(entry.path) else None,
                )


def _genuine(secret: bytes, kind: Credential) -> bool:
    if secret in PUBLIC or _compiled(PLACEHOLDER).search(secret) or _entropy(secret) < kind.entropy:
        return False
    return not kind.checksum or _checksum(secret[:-6]) == secret[-6:]


def _other_half(kind: Credential, data: bytes) -> bool:
    assert kind.needs is not None
    halves = _compiled(kind.needs).finditer(data)
    return any(_entropy(each["secret"]) >= 4 and not _compiled(PLACEHOLDER).search(each["secret"]) for each in halves)


def _entropy(text: bytes) -> float:
    """Return the Shannon entropy, in bits for each character."""
    return -sum(count / len(text) * log2(count / len(text)) for count in Counter(text).values())


def _checksum(text: bytes) -> bytes:
    number, written = crc32(text), ""
    while number:
        number, digit = divmod(number, 62)
        written = _DIGITS[digit] + written
    return written.rjust(6, "0").encode()


def _place(path: str, data: bytes, match: re.Match[bytes]) -> Location:
    start = data.rfind(b"\n", 0, match.start()) + 1
    column = len(data[start : match.start()].decode("utf-8", "replace")) + 1
    return Location(path, data[:start].count(b"\n") + 1, column)


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look)


RULE = Rule("SC003", "cloud-credential", "error", begin=begin)
