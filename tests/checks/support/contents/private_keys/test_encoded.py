"""Tests of private keys in base64. Every key is random bytes behind the head of its format."""

from __future__ import annotations

import json
import random
import textwrap
from base64 import b64encode, urlsafe_b64encode

import pytest

from justpack.checks.support.contents.private_keys import encoded


def _bytes(count: int) -> bytes:
    return random.Random(count).randbytes(count)


def _sequence(head: bytes, size: int) -> bytes:
    """Return a sequence of DER with this head and random bytes up to the size of its content."""
    body = head + _bytes(size - len(head))
    return (b"\x30\x82" + size.to_bytes(2, "big") if size > 127 else bytes((0x30, size))) + body


def _pem(label: str = "PRIVATE KEY") -> str:
    dashes = "-" * 5
    lines = "\n".join(textwrap.wrap(b64encode(_bytes(300)).decode(), 64))
    return f"{dashes}BEGIN {label}{dashes}\n{lines}\n{dashes}END {label}{dashes}\n"


RSA_IN_PKCS8 = _sequence(bytes.fromhex("020100300d06092a864886f70d010101050004820123"), 1214)
RSA = _sequence(bytes.fromhex("0201000282010100"), 1187)
CURVE_IN_PKCS8 = _sequence(bytes.fromhex("020100301306072a8648ce3d020106082a8648ce3d030107"), 135 - 3)
CURVE = _sequence(bytes.fromhex("0201010420"), 119)
EDWARDS = bytes.fromhex("302e020100300506032b657004220420") + _bytes(32)
SSH = b"openssh-key-v1\0" + _bytes(300)


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "1", "12"])
def test_finds_a_file_with_a_pem_block(encode: object, before: str) -> None:
    assert callable(encode)
    text = before + json.dumps({"type": "service_account", "private_key": _pem()})
    data = b"KEY=" + encode(text.encode()) + b"\n"
    assert list(encoded.starts(data)) == [4]
    assert any(word in data for word in encoded.WORDS)


def test_does_not_find_a_file_with_another_block() -> None:
    for label in ("PUBLIC KEY", "CERTIFICATE", "ENCRYPTED MESSAGE"):
        assert list(encoded.starts(b64encode(_pem(label).encode()))) == []
    assert list(encoded.starts(b64encode(b"the words PRIVATE KEY in a text, and " + _bytes(300)))) == []


@pytest.mark.parametrize("key", [RSA_IN_PKCS8, RSA, CURVE, EDWARDS, SSH])
@pytest.mark.parametrize(
    ("form", "named"),
    [
        ("%s", False),
        ("key: '%s'\n", False),
        ("app.private-key=%s\n", True),
        ('{"privateKey": ["%s"]}', False),
        ('PRIVATE_KEY = (\n    "%s"\n)', True),
    ],
)
def test_finds_a_key_without_the_lines_around_it(key: bytes, form: str, named: bool) -> None:
    text = b64encode(key).decode()
    for written in (text, "\n".join(textwrap.wrap(text, 64)), '" +\n  "'.join(textwrap.wrap(text, 64))):
        data = (form % written).encode()
        assert [found for _, found in encoded.bare(data)] == [named], data
        assert any(word in data for word in encoded.WORDS)


@pytest.mark.parametrize(
    "text",
    [
        b64encode(RSA).decode()[:900],  # a part of a key only
        b64encode(RSA_IN_PKCS8).decode()[:80] + "...",
        "-----BEGIN RSA PRIVATE KEY-----\n" + b64encode(RSA).decode(),  # the PEM block is judged instead
        b64encode(_sequence(bytes.fromhex("300d06092a864886f70d010101050003820123"), 290)).decode(),  # a public key
        "x" + b64encode(_bytes(3000)).decode(),
        "MHcCAQEEI" + "A" * 155,
    ],
)
def test_does_not_find_a_key_in_similar_texts(text: str) -> None:
    assert list(encoded.bare(text.encode())) == []
    assert list(encoded.starts(text.encode())) == []
