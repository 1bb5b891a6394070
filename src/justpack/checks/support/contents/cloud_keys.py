"""Finds the keys of cloud and web services in the bytes of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log2
from zlib import crc32

from justpack.checks.support.contents.multi_search import Marks
from justpack.facts.credentials.catalog import CREDENTIALS, PUBLIC
from justpack.facts.credentials.formats import PLACEHOLDER, PROSE, SHOWN, Credential

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARKS = tuple((mark, kind) for kind in CREDENTIALS for mark in kind.marks)
_SEVERAL_FORMS = frozenset({"key of AWS"})
"""The titles of which one form reports the same key as another."""
WORDS = tuple(dict.fromkeys(mark for mark, _ in _MARKS))
"""A file with a key contains one of these texts."""


def keys(data: bytes, words: frozenset[bytes] | None = None) -> Iterator[tuple[Credential, re.Match[bytes]]]:
    """Yield each key that looks genuine, with its kind. Binary data contains no keys.

    `words` are those of `WORDS` that the data contains, if they are known.
    """
    if b"\0" in data[:1024]:
        return
    present = _search().present(data) if words is None else words
    found = {id(kind): kind for mark, kind in _MARKS if mark in present}
    told: set[str] = set()
    for kind in found.values():
        if kind.title in told and kind.title in _SEVERAL_FORMS:
            continue  # the name of a variable tells nothing new about a pair of keys
        usable: bool | None = None  # the second value is searched once for all keys of a kind
        for match in _compiled(kind.pattern).finditer(data):
            if not _genuine(match["secret"], kind) or _is_shown(data, match.start()):
                continue
            if usable is None:
                usable = _usable(kind, data)
            if not usable:
                break
            told.add(kind.title)
            yield kind, match


@cache
def _search() -> Marks:
    return Marks(WORDS)


def _genuine(secret: bytes, kind: Credential) -> bool:
    if secret in PUBLIC or _compiled(PLACEHOLDER).search(secret) or _entropy(secret) < kind.entropy:
        return False
    if _compiled(PROSE).match(secret):
        return False
    return not kind.checksum or checksum(secret[:-6]) == secret[-6:]


def _is_shown(data: bytes, at: int) -> bool:
    return _compiled(SHOWN).search(data, max(at - 30, 0), at) is not None


def _usable(kind: Credential, data: bytes) -> bool:
    """Whether the file also contains what a key of this kind needs: its second value, or the name of its service."""
    if kind.beside is not None and not _compiled(b"(?i)" + re.escape(kind.beside)).search(data):
        return False
    if kind.needs is None:
        return True
    halves = _compiled(kind.needs).finditer(data)
    enough, placeholder = kind.needs_entropy, _compiled(PLACEHOLDER)
    return any(_entropy(each["secret"]) >= enough and not placeholder.search(each["secret"]) for each in halves)


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
