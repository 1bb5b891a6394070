"""Finds the keys of cloud and web services in the bytes of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log2
from zlib import crc32

from justpack.checks.support.contents.multi_search import Marks
from justpack.facts.credential_patterns import CREDENTIALS, PLACEHOLDER, PUBLIC, Credential

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARKS = tuple((mark, kind) for kind in CREDENTIALS for mark in kind.marks)
WORDS = tuple(dict.fromkeys(mark for mark, _ in _MARKS))
"""A file with a key contains one of these texts."""


def keys(data: bytes) -> Iterator[tuple[Credential, re.Match[bytes]]]:
    """Yield each key that looks genuine, with its kind. Binary data contains no keys."""
    if b"\0" in data[:1024]:
        return
    present = _search().present(data)
    found = {id(kind): kind for mark, kind in _MARKS if mark in present}
    for kind in found.values():
        usable: bool | None = None  # the second value is searched once for all keys of a kind
        for match in _compiled(kind.pattern).finditer(data):
            if not _genuine(match["secret"], kind):
                continue
            if usable is None:
                usable = kind.needs is None or _other_half(kind, data)
            if not usable:
                break
            yield kind, match


@cache
def _search() -> Marks:
    return Marks(WORDS)


def _genuine(secret: bytes, kind: Credential) -> bool:
    if secret in PUBLIC or _compiled(PLACEHOLDER).search(secret) or _entropy(secret) < kind.entropy:
        return False
    return not kind.checksum or checksum(secret[:-6]) == secret[-6:]


def _other_half(kind: Credential, data: bytes) -> bool:
    """Whether the file also contains the second value that a key of this kind needs."""
    assert kind.needs is not None
    halves = _compiled(kind.needs).finditer(data)
    return any(_entropy(each["secret"]) >= 4 and not _compiled(PLACEHOLDER).search(each["secret"]) for each in halves)


def _entropy(text: bytes) -> float:
    """Return the Shannon entropy, in bits for each character."""
    return -sum(count / len(text) * log2(count / len(text)) for count in Counter(text).values())


def checksum(text: bytes) -> bytes:
    """Return the CRC-32 of a text in base 62, the last six characters of a GitHub token."""
    number, written = crc32(text), ""
    while number:
        number, digit = divmod(number, 62)
        written = _DIGITS[digit] + written
    return written.rjust(6, "0").encode()


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)
