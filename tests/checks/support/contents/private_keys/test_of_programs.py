"""Tests of the private keys of single programs. Every key is random text that is put together here."""

from __future__ import annotations

import random
import string
from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest

from justpack.checks.support.contents.private_keys import of_programs

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
WIREGUARD = b64encode(random.Random(5).randbytes(32)).decode()


def _random(length: int, letters: str = ALNUM) -> str:
    return "".join(random.Random(length).choices(letters, k=length))


def _pem(label: str) -> str:
    dashes = "-" * 5
    return f"{dashes}BEGIN {label}{dashes}\n{_random(64)}\n{_random(63)}+\n{dashes}END {label}{dashes}\n"


def _in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


OPENVPN = "-----BEGIN OpenVPN Static " + f"key V1-----\n{_random(32, HEX)}\n{_random(31, HEX)}0\n"


@pytest.mark.parametrize(
    "text",
    [
        f"[Interface]\nPrivateKey = {WIREGUARD}\nAddress = 10.0.0.1/24\n",
        f'config = "[Interface]\\nPrivateKey={WIREGUARD}\\n"',
        OPENVPN,
        OPENVPN.replace("\n", "\\n"),
        f"<RSAKeyValue><Modulus>{_random(172)}</Modulus><D>{_random(172)}</D></RSAKeyValue>",
        f"<RSAKeyValue>\n <D>\n{_random(76)}\n{_random(75)}=\n </D>\n</RSAKeyValue>",
        "untrusted comment: minisign encrypted secret key\nRWRTY0" + "Iy" + _random(204),
        "KEY=" + _in_base64("untrusted comment: rsign encrypted secret key\nRWRTY0" + "Iy" + _random(204)),
        f"Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: {_random(43)}=\n",
        "key=" + quote(_pem("PRIVATE KEY"), safe=""),
        "key=" + quote(_pem("RSA PRIVATE KEY")),
        "key=" + quote_plus(_pem("EC PRIVATE KEY")),
    ],
)
def test_finds_a_private_key(text: str) -> None:
    assert len(list(of_programs.starts(text.encode()))) == 1
    assert any(word in text.encode() for word in of_programs.WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "[Interface]\nPrivateKey = <your key>\n",
        f"[Peer]\nPublicKey = {WIREGUARD}\n",
        f"PrivateKey = {WIREGUARD[:-2]}B=\n",
        f"PrivateKey = {'A' * 43}=\n",
        "-----BEGIN OpenVPN Static " + "key V1-----\n...\n",
        f"<RSAKeyValue><Modulus>{_random(172)}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
        "untrusted comment: minisign public key\nRWQ" + _random(53),
        "Private-key-format: v1.3 is the first line",
        "key=" + quote(_pem("PUBLIC KEY"), safe=""),
        "key=" + quote("-----BEGIN PRIVATE KEY-----\n...\n", safe=""),
        "-----BEGIN+PRIVATE+KEY-----",
        "//# sourceMappingURL=data:application/json;base64,"
        + _in_base64("the secret key of the user: " + _random(400)),
        "base64," + _in_base64("// a secret key\n" + "export const key = process.env.KEY;\n" * 20),
    ],
)
def test_does_not_find_a_key_in_similar_texts(text: str) -> None:
    assert list(of_programs.starts(text.encode())) == []


@pytest.mark.parametrize(
    ("beginning", "rest"),
    [
        ("<RSAKeyValue>", f"<D>{_random(172)}</D></RSAKeyValue>"),
        ("Private-key-format: v1.3\n", f"Algorithm: 13\nPrivateKey: {_random(43)}=\n"),
    ],
)
def test_reports_a_key_where_its_own_beginning_is(beginning: str, rest: str) -> None:
    text = beginning * 3 + rest
    assert list(of_programs.starts(text.encode())) == [2 * len(beginning)]
