"""Tests of private keys that are not PEM blocks. Every key is random text that is put together here."""

from __future__ import annotations

import json
import random
import string
from base64 import b64encode, encodebytes

import pytest

from justpack.checks.support.contents.private_keys import formats

DASHED = string.ascii_letters + string.digits + "_-"


def _random(length: int) -> str:
    return "".join(random.Random(length).choices(DASHED, k=length))


def _lines(count: int) -> str:
    letters = string.ascii_letters + string.digits
    return "\n".join("".join(random.Random(number).choices(letters, k=64)) for number in range(count))


def _block(label: str) -> bytes:
    dashes = "-" * 5
    return f"{dashes}BEGIN {label}{dashes}\n{_lines(9)}\n{dashes}END {label}{dashes}\n".encode()


def _putty(version: int) -> str:
    head = f"PuTTY-User-Key-File-{version}: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 2\n{_lines(2)}\n"
    return f"{head}Private-Lines: 1\n{_random(48).replace('_', 'a').replace('-', 'b')}\nPrivate-MAC: 0\n"


EC = {"kty": "EC", "crv": "P-256", "d": _random(43), "x": _random(43)[::-1], "y": _random(43)}
RSA = {"kty": "RSA", "n": _random(342), "e": "AQAB", "d": _random(341), "p": _random(171)}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EC),
        json.dumps(RSA, indent=2),
        json.dumps({"keys": [{"kty": "oct"}, EC]}),
        json.dumps({"key": json.dumps(RSA)}),
        f"export const key = {{ kty: 'OKP', crv: 'Ed25519', d: '{_random(43)}', x: '{_random(42)}' }};",
        f"kty: EC\ncrv: P-256\nd: {_random(43)}\nx: {_random(42)}\n",
        f"keys:\n  - kty: OKP\n    use: sig\n    d: {_random(43)}\n".replace("- kty", "  kty"),
        _putty(2),
        _putty(3).replace("\n", "\r\n"),
        json.dumps({"key": _putty(3)}),
        "client-key-data: " + b64encode(_block("RSA PRIVATE KEY")).decode(),
        "  tls.key: " + b64encode(_block("PRIVATE KEY")).decode() + "\n",
        encodebytes(_block("OPENSSH PRIVATE KEY")).decode(),
    ],
)
def test_finds_a_private_key(text: str) -> None:
    assert len(list(formats.starts(text.encode()))) == 1
    assert any(word in text.encode() for word in formats.WORDS)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({**EC, "d": "x" * 43}),
        json.dumps({**EC, "d": "..."}),
        json.dumps({**EC, "kid": "CHANGE-ME"}),
        json.dumps({name: value for name, value in RSA.items() if name != "d"}),
        json.dumps({"kty": "oct", "d": _random(43)}),
        json.dumps([{"kty": "EC"}, {"d": _random(43)}]),
        f"kty: oct\nd: {_random(43)}\n",
        f"kty: EC\nother:\n  d: {_random(43)}\n",
        "interface Key { kty: 'RSA' | 'EC'; d?: string }",
        "a file of PuTTY begins with PuTTY-User-Key-File-3: and has Private-Lines: 1",
        _putty(3).partition("Private-Lines")[0],
        "certificate-authority-data: " + b64encode(_block("CERTIFICATE")).decode(),
        b64encode(_block("PUBLIC KEY")).decode(),
        b64encode(_block("RSA PRIVATE KEY")).decode()[:60],
    ],
)
def test_does_not_find_a_key_in_similar_texts(text: str) -> None:
    assert list(formats.starts(text.encode())) == []
