"""Finds private keys in binary files by their first bytes: keys in DER and stores of keys, whatever their names are."""

from __future__ import annotations

_JAVA = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
"""JKS and JCEKS: `sun.security.provider.JavaKeyStore`, `com.sun.crypto.provider.JceKeyStore`."""
STARTS = (*_JAVA, b"0\x82", b"0\x81", b"0w\x02\x01\x01", b"0.\x02\x01\x00")
"""A file with a key begins with one of these."""
_PRIVATE, _CERTIFICATE = 1, 2
_PASSWORD = b"\x06\t*\x86H\x86\xf7\r\x01\x05\r"
"""The object identifier of a key that a password protects (RFC 8018, PBES2)."""
_BAGS = (b"\x06\x0b*\x86H\x86\xf7\r\x01\x0c\n\x01\x01", b"\x06\x0b*\x86H\x86\xf7\r\x01\x0c\n\x01\x02")
"""The object identifiers of a key in RFC 7292, open and with a password."""


def is_store(data: bytes) -> bool:
    """Whether a file is a store with a private key, which a password protects. A store of certificates is not one."""
    if data.startswith(_JAVA):
        return _java_has_key(data)
    body = _sequence(data)
    return body[:3] == b"\x02\x01\x03" and any(bag in data for bag in _BAGS)


def is_key(data: bytes, size: int) -> bool:
    """Whether a file of this size is a private key in DER: RFC 5208, RFC 8017 or RFC 5915."""
    body = _sequence(data)
    if len(body) < 40 or len(data) - len(body) + _length(data) != size:
        return False
    if body[:3] == b"\x02\x01\x00":
        return body[3] == 0x02 or (body[3] == 0x30 and body[5] == 0x06)
    if body[0] == 0x30 and _PASSWORD in body[:40]:
        return True
    return body[:4] in (b"\x02\x01\x01\x04", b"\x02\x01\x01\x30")


def _java_has_key(data: bytes) -> bool:
    count, at = int.from_bytes(data[8:12], "big"), 12
    for _ in range(min(count, 1000)):
        tag = int.from_bytes(data[at : at + 4], "big")
        if tag != _CERTIFICATE or at + 4 > len(data):
            return tag == _PRIVATE
        at += 4
        at += 2 + int.from_bytes(data[at : at + 2], "big") + 8  # the alias and the date
        at += 2 + int.from_bytes(data[at : at + 2], "big")  # the kind of certificate
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return False


def _length(data: bytes) -> int:
    long = data[1] - 0x80
    return data[1] if long < 0 else int.from_bytes(data[2 : 2 + long], "big")


def _sequence(data: bytes) -> bytes:
    """Return what is in the sequence of DER with which the data begins."""
    if len(data) < 4 or data[0] != 0x30 or data[1] > 0x84:
        return b""
    return data[2 + max(data[1] - 0x80, 0) :]
