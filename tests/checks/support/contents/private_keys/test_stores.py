"""Tests of private keys in binary files. The contents are random bytes behind the heads of their formats."""

from __future__ import annotations

import random

import pytest

from justpack.checks.support.contents.private_keys import stores

RANDOM = random.Random(11).randbytes(2000)
JKS = b"\xfe\xed\xfe\xed\0\0\0\x02"
CERTIFICATE = b"\0\0\0\x02\0\x01c" + bytes(8) + b"\0\x05X.509\0\0\0\x64" + RANDOM[:100]
PRIVATE = b"\0\0\0\x01\0\x01a" + bytes(8) + RANDOM[:300]
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0102")


def _sequence(head: str, size: int) -> bytes:
    body = bytes.fromhex(head)
    body += RANDOM[: size - len(body)]
    return (b"\x30\x82" + size.to_bytes(2, "big") if size > 127 else bytes((0x30, size))) + body


@pytest.mark.parametrize(
    "data",
    [
        _sequence("020100300d06092a864886f70d010101050004820123", 1214),
        _sequence("0201000282010100", 1187),
        _sequence("0201010420", 119),
        _sequence("020100300506032b657004220420", 46),
        _sequence("303b06092a864886f70d01050d302e", 900),
    ],
)
def test_knows_a_key(data: bytes) -> None:
    assert data.startswith(stores.STARTS)
    assert stores.is_key(data, len(data))
    assert stores.is_key(data[: 64 * 1024], len(data))
    assert not stores.is_key(data, len(data) + 1)
    assert not stores.is_store(data)


@pytest.mark.parametrize(
    "data",
    [
        JKS + b"\0\0\0\x01" + PRIVATE,
        JKS + b"\0\0\0\x02" + CERTIFICATE + PRIVATE,
        b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\x01" + PRIVATE,
        _sequence("0201033082", 500)[:300] + KEY_BAG + RANDOM[:100],
    ],
)
def test_knows_a_store_with_a_key(data: bytes) -> None:
    assert data.startswith(stores.STARTS)
    assert stores.is_store(data)


@pytest.mark.parametrize(
    "data",
    [
        JKS + b"\0\0\0\x01" + CERTIFICATE,
        JKS + b"\0\0\0\x09" + CERTIFICATE,
        JKS,
        JKS[:4],
        _sequence("0201033082", 500),  # a store of certificates
        _sequence("3081d0a003020102", 700),  # a certificate
        _sequence("300d06092a864886f70d010101050003820123", 290),  # a public key
        b"0\x82",
        b"0",
        b"",
    ],
)
def test_does_not_know_other_files(data: bytes) -> None:
    assert not stores.is_store(data)
    assert not stores.is_key(data, len(data))
