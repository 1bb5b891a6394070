"""Finds the keys of cloud and web services in the bytes of a file."""

from __future__ import annotations

import re
from base64 import b64decode
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log2
from zlib import crc32

from justpack.checks.support.contents.multi_search import Marks
from justpack.facts.credentials.catalog import CREDENTIALS, PUBLIC
from justpack.facts.credentials.code_hosts import REGISTRY
from justpack.facts.credentials.formats import PLACEHOLDER, PROSE, SHOWN, STAND_IN, Credential, assigned, before

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARKS = tuple((mark, kind) for kind in CREDENTIALS for mark in kind.marks)
_SEVERAL_FORMS = frozenset({"key of AWS"})
"""The titles of which one form reports the same key as another."""
_PART = 32 * 1024
"""Bytes that are searched for marks at a time."""
_SECRET_OF_KUBERNETES = (b"kind: Secret", b'"kind": "Secret"', b'"kind":"Secret"')
WORDS = tuple(dict.fromkeys((*(mark for mark, _ in _MARKS), *_SECRET_OF_KUBERNETES)))
"""A file with a key contains one of these texts."""


_ENTRY = (
    rb"(?<![\w.-])(?P<name>[A-Za-z_.][\w.-]{0,99})[\"']?:[ \t]{0,9}(?:!!binary[ \t])?[\"']?"
    rb"(?P<value>(?:[A-Za-z0-9+/]{4}){3,}(?:[A-Za-z0-9+/]{2}(?===)|[A-Za-z0-9+/]{3}(?==))?)={0,2}(?![A-Za-z0-9+/=])"
)
"""One value of a Secret of Kubernetes, without the signs that fill it up."""


def keys(data: bytes, words: frozenset[bytes] | None = None) -> Iterator[tuple[Credential, int]]:
    """Yield the kind and the place of each key that looks genuine. Binary data contains no keys.

    `words` are those of `WORDS` that the data contains, if they are known.
    """
    if b"\0" in data[:1024]:
        return
    present = _present(data) if words is None else words
    found = list(_plain(data, present)) if present else []
    yield from found
    if present.intersection(_SECRET_OF_KUBERNETES):
        yield from _encoded(data, sorted(at for _, at in found))


def _encoded(data: bytes, told: list[int]) -> Iterator[tuple[Credential, int]]:
    """Yield the keys in the values of a Secret of Kubernetes, which are in base64."""
    ends, places = [0], list[int]()
    lines: list[bytes] = []
    for entry in _compiled(_ENTRY).finditer(data):
        before = bisect(told, entry.end() - 1)
        if before and told[before - 1] >= entry.start():
            continue  # the text itself looks like a key
        value = b64decode(entry["value"] + b"==")
        if _compiled(rb"[\t\r\n\x20-\x7e]+\Z").match(value):
            lines.append(entry["name"] + b"=" + value + b"\n")
            places.append(entry.start("value"))
            ends.append(ends[-1] + len(lines[-1]))
    text = b"".join(lines)
    for kind, at in _plain(text, _search().present(text)):
        yield kind, places[bisect(ends, at) - 1]
    for match in _compiled(REGISTRY.pattern).finditer(text):
        if _genuine(match["secret"], REGISTRY):
            yield REGISTRY, places[bisect(ends, match.start()) - 1]


def _plain(data: bytes, present: frozenset[bytes]) -> Iterator[tuple[Credential, int]]:
    found = {id(kind): kind for mark, kind in _MARKS if mark in present}
    told: set[str] = set()
    for kind in found.values():
        if kind.title in told and kind.title in _SEVERAL_FORMS:
            continue  # the name of a variable tells nothing new about a pair of keys
        usable: bool | None = None  # the second value is searched once for all keys of a kind
        for match, at in _matches(kind, data):
            if not _genuine(match["secret"], kind) or _is_shown(data, match.start()):
                continue
            if usable is None:
                usable = _usable(kind, data)
            if not usable:
                break
            told.add(kind.title)
            yield kind, at


def _matches(kind: Credential, data: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Yield each text in the form of such a key, with the place to report."""
    if not kind.names:
        for match in _compiled(kind.pattern).finditer(data):
            yield match, match.start()
    for name in kind.names:
        if name in data:
            for match in _compiled(assigned(name, kind.pattern)).finditer(data):
                yield match, match.start()
            for match in _compiled(before(name, kind.pattern)).finditer(data):
                yield match, match.start("secret")


def _present(data: bytes) -> frozenset[bytes]:
    """Return the marks in a text. A mark is compared only with the parts in which one of its group is."""
    search = _search()
    parts = (data[start : start + _PART + search.longest] for start in range(0, len(data), _PART))
    return frozenset[bytes]().union(*map(search.present, parts))


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


def is_made_up(password: bytes, user: bytes = b"") -> bool:
    """Whether a text that has the place of a password is a variable, the user again, or a word that stands for one."""
    if password == user or b"$" in password or password[:1] in b"<[{(*":
        return True
    return any(_compiled(each).search(password) for each in (PLACEHOLDER, STAND_IN))


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
