"""Finds private keys in the files of single programs, such as WireGuard, and PEM blocks that are part of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORDS = (
    b"PrivateKey =",
    b"PrivateKey=",
    b"<RSAKeyValue>",
    b"OpenVPN S",
    b"RWRTY0Iy",
    b"ZWNyZXQga2V5ClJXUlRZ",
    b"Private-key-format: v1",
    b"PRIVATE%20KEY",
    b"PRIVATE+KEY",
)
"""A file with such a key contains one of these texts."""
_BREAK = rb"(?:\s|\\+[rn])"
_KINDS = (
    # wg(8): the last character stands for four bits only
    re.compile(
        rb"PrivateKey(?:(?<![\w.]PrivateKey)|(?<=\\nPrivateKey))[ \t]{0,9}=[ \t]{0,9}"
        rb"(?P<key>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])"
    ),
    # learn.microsoft.com, RSA.ToXmlString: D is the private exponent
    re.compile(rb"<RSAKeyValue>(?:(?!</?RSAKeyValue>)[^\0]){0,8000}?<D>\s{0,99}(?P<key>[A-Za-z0-9+/=\s]{80,}+)</D>"),
    # openvpn(8): --genkey
    re.compile(
        rb"BEGIN OpenVPN Static key V1-----" + _BREAK + rb"{1,9}(?P<key>[0-9a-f]{32})" + _BREAK + b"{1,9}[0-9a-f]{32}"
    ),
    # jedisct1.github.io/minisign: the format of secret keys
    re.compile(rb"(?<![A-Za-z0-9+/])RWRTY0Iy(?P<key>[A-Za-z0-9+/]{150,})"),
    # the same in base64, as Tauri keeps it: `secret key` at the end of the first line, then RWRTY0Iy
    re.compile(rb"ZWNyZXQga2V5ClJXUlRZMEl5(?P<key>[A-Za-z0-9+/]{200,})"),
    # dnssec-keygen(8), of BIND
    re.compile(
        rb"Private-key-format: v1(?:(?!\n\n|Private-key-format)[^\0]){1,2000}?"
        rb"\nPrivate(?:Key|Exponent): (?P<key>[A-Za-z0-9+/=]{32,})"
    ),
    # RFC 7468 in an address: RFC 3986 and the encoding of forms
    re.compile(
        rb"BEGIN(?:%20|\+)(?:[A-Z0-9]{1,20}(?:%20|\+)){0,3}PRIVATE(?:%20|\+)KEY(?:(?:%20|\+)BLOCK)?(?:-|%2[dD]){5}"
        rb"(?:%0[aAdD]|%5[cC][nr]|\\+[nr])*(?P<key>(?:[A-Za-z0-9/+=]|%2[bBfF]|%3[dD]|%0[aAdD]|%5[cC][nr]){60,}+)"
    ),
)


def starts(data: bytes) -> Iterator[int]:
    """Yield the place of each key in the text, kind by kind."""
    for kind in _KINDS:
        for match in kind.finditer(data):
            if len(set(match["key"])) >= 8 and b"abcdefgh" not in match["key"].lower():
                yield match.start()
