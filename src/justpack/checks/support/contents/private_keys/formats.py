"""Finds private keys that are not PEM blocks: JSON Web Keys, keys of PuTTY, and PEM blocks that are encoded again."""

from __future__ import annotations

import re
from base64 import b64decode
from bisect import bisect
from collections.abc import Iterator

WORDS = (b'"kty', b"'kty", b"kty:", b"kty ", b"PuTTY-User-Key-File-", b"LS0tLS1CRUdJTi")
"""A file with such a key contains one of these texts. The last is `-----BEGIN ` in base64."""
_OBJECT = 16 * 1024
"""Bytes before and after the private part of a JSON Web Key in which its kind is searched; a key has about 3,000."""
_PUTTY_HEAD = b"PuTTY-User-Key-File-"
_PUTTY_PRIVATE = b"Private-Lines: "
_PUTTY_SIZE = 20_000
"""Largest number of bytes between the first line of a key of PuTTY and its private lines."""
_PUTTY_LINES = re.compile(rb"Private-Lines: [0-9]{1,4}[\s\\rn\"',]{1,40}[A-Za-z0-9+/]{20}")
# RFC 7518, sections 6.2.2.1 and 6.3.2.1; RFC 8037: `d` is the private part
_JWK_PRIVATE = re.compile(rb"""d(?<![\w$]d)(?:\\*["'])?\s{0,20}:\s{0,20}\\*["'](?P<d>[A-Za-z0-9_-]{40,1400})\\*["']""")
_JWK_KIND = re.compile(rb"""kty(?<![\w$]kty)(?:\\*["'])?\s{0,20}:\s{0,20}\\*["'](?:RSA|EC|OKP)\\*["']""")
# the same in YAML, in which quotes are not needed; the two lines have one indentation
_YAML_KIND = re.compile(rb"^(?P<in>[ \t-]{0,40})kty:[ \t]{1,9}(?:RSA|EC|OKP)[ \t]*$", re.MULTILINE)
_YAML_PRIVATE = re.compile(rb"^(?P<in>[ \t-]{0,40})d:[ \t]{1,9}(?P<d>[A-Za-z0-9_-]{40,1400})[ \t]*$", re.MULTILINE)
_MADE_UP = re.compile(rb"(?i)change[-_ ]?me|example|sample|dummy")
"""Words in a JSON Web Key that only shows the format, such as its `kid`."""
_ENCODED = re.compile(rb"LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,60}")
_LABEL = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY")
_LONG = re.compile(rb"(?:[A-Za-z0-9+/]|\\*[rn]|\s){100}")


def starts(data: bytes) -> Iterator[int]:
    """Yield the place of each key in the text, kind by kind."""
    if b"kty" in data:
        yield from _json_web_keys(data)
        yield from _yaml_web_keys(data)
    yield from _keys_of_putty(data)
    for match in _ENCODED.finditer(data):
        text = match[0]
        label = b64decode(text[: len(text) // 4 * 4])
        if _LABEL.match(label) and _LONG.match(data, match.start()):
            yield match.start()


def _keys_of_putty(data: bytes) -> Iterator[int]:
    start, lines = data.find(_PUTTY_HEAD), 0
    while start >= 0:
        if lines <= start:
            lines = data.find(_PUTTY_PRIVATE, start)
        if lines < 0:
            return
        if lines - start <= _PUTTY_SIZE and _PUTTY_LINES.match(data, lines):
            yield start
        start = data.find(_PUTTY_HEAD, start + 1)


def _yaml_web_keys(data: bytes) -> Iterator[int]:
    kinds = {len(kind["in"]): kind.start() for kind in _YAML_KIND.finditer(data)}
    for match in _YAML_PRIVATE.finditer(data) if kinds else ():
        kind = kinds.get(len(match["in"]))
        if kind is not None and abs(kind - match.start()) < _OBJECT and len(set(match["d"])) >= 16:
            yield match.start()


def _json_web_keys(data: bytes) -> Iterator[int]:
    kinds = [match.start() for match in _JWK_KIND.finditer(data)]
    for match in _JWK_PRIVATE.finditer(data) if kinds else ():
        if len(set(match["d"])) < 16:  # a placeholder; 40 random characters have about 30 different ones
            continue
        start = data.rfind(b"{", max(0, match.start() - _OBJECT), match.start())
        end = data.find(b"}", match.end(), match.end() + _OBJECT)
        if start < 0 or end < 0 or bisect(kinds, start) == bisect(kinds, end):
            continue
        if not _MADE_UP.search(data, start, end):
            yield match.start()
