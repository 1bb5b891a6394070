"""Finds private keys in base64: files that contain a PEM block, and keys without the lines around a PEM block."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

_PEM = (b"BSSVZBVEUgS0VZ", b"UFJJVkFURSBLRV", b"QUklWQVRFIEtFW")
"""`PRIVATE KEY` in base64, from each of the three places that it can begin at."""
_DER = (
    b"IBADANBgkqhkiG9w0BAQEFAASC",  # RFC 5208 with RSA
    b"IBAAKCAQEA",  # RFC 8017, A.1.2, with 2,048 bits
    b"IBAAKCAgEA",  # with 4,096 bits
    b"IBAAKCAYEA",  # with 3,072 bits
    b"IBAAKBgQ",  # with 1,024 bits
    b"AgEAMBMGByqGSM49AgEG",  # RFC 5915 in RFC 5208, P-256
    b"AgEAMBAGByqGSM49AgEG",  # with other curves
    b"MC4CAQAwBQYDK2VwBCIEI",  # RFC 8410, Ed25519
    b"MHcCAQEEI",  # RFC 5915
)
_SSH = b"b3BlbnNzaC1rZXktdjEA"
"""The first text of a key of OpenSSH."""
WORDS = (*_PEM, *_DER, _SSH)
"""A file with such a key contains one of these texts."""
_BREAKS = rb"""(?:\s|\\+[rn]|["'][ \t]*[+,.]?\s*["'])"""
_RUN = re.compile(
    rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/_-]{40,}+={0,2}(?:" + _BREAKS + rb"{1,40}+[A-Za-z0-9+/_-]{4,}+={0,2})*+"
)
_BREAK = re.compile(_BREAKS)
_BLOCK = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=:, -]|\\+[rn]|\s){60}")
_NAMED = re.compile(rb"(?i)priv(?:ate)?[_. -]?key[\w.-]{0,20}[\\\"'`\])]{0,6}\s{0,9}(?:[:=]|=>)?[\s\\\"'`>|(]{0,20}\Z")
"""What is before a private key that is named. A list is not: an export of Keycloak for developers has one."""
_HEADER = re.compile(rb"PRIVATE KEY(?: BLOCK)?-----(?:\s|\\+[rn]|[\"'+,])*\Z")


def starts(data: bytes) -> Iterator[int]:
    """Yield the place of each file in base64 that contains a PEM block."""
    for run, text, _ in _runs(data, _PEM):
        if _contains_block(text):
            yield run.start()


def bare(data: bytes) -> Iterator[tuple[int, bool]]:
    """Yield the place of each key without the lines around a PEM block, and whether a private key is what is named."""
    for run, text, found in _runs(data, (*_DER, _SSH)):
        before = data[max(0, run.start() - 80) : run.start()]
        if _is_bare(text, found) and not _HEADER.search(before):
            yield run.start(), _NAMED.search(before) is not None


def _runs(data: bytes, words: tuple[bytes, ...]) -> Iterator[tuple[re.Match[bytes], bytes, list[bytes]]]:
    """Yield each text in base64 that contains one of the words, without line ends, and the words."""
    present = [word for word in words if word in data]
    for run in _RUN.finditer(data) if present else ():
        found = [word for word in present if word in run[0]]
        if found:
            yield run, _BREAK.sub(b"", run[0]).replace(b"-", b"+").replace(b"_", b"/"), found


def _is_bare(text: bytes, found: list[bytes]) -> bool:
    if text.startswith(_SSH):
        return len(text) > 300
    return any(word in _DER for word in found) and _is_der(text)


def _contains_block(text: bytes) -> bool:
    return any(_BLOCK.search(_decoded(text[first:])) for first in range(4))


def _is_der(text: bytes) -> bool:
    """Whether a text in base64 begins with a whole sequence of DER: nothing of the key is left out."""
    if len(set(text)) < 24 or b"abcdefgh" in text.lower():
        return False
    head = _decoded(text[:8])
    if len(head) < 4 or head[0] != 0x30:
        return False
    long = head[1] - 0x80
    if long > 2:
        return False
    size = 2 + head[1] if long < 0 else 2 + long + int.from_bytes(head[2 : 2 + long], "big")
    return abs(len(text.rstrip(b"=")) * 3 // 4 - size) <= 2


def _decoded(text: bytes) -> bytes:
    text = text.rstrip(b"=")
    try:
        return b64decode(
            text[: len(text) // 4 * 4] + (text[len(text) // 4 * 4 :] + b"==")[: 4 if len(text) % 4 > 1 else 0]
        )
    except Error:
        return b""
