"""A packed file contains a private key.

The rule searches the first 32 MiB of each text file for a PEM block of a private key, also if the block is indented in
YAML or a comment, in one line, encoded once more in base64 as in the settings of Kubernetes, or part of a string in
JSON, a notebook or source code, also in UTF-16. It knows JSON Web Keys and the keys of PuTTY as well. Code that only
contains the words of such a block is not reported, nor is the example of a documentation comment, nor a key that a
published package contains for a self-test.
(Files that are named like keys are already excluded. SC003 reports the key of a service account.) Treat a key that was
uploaded once as known to others. In a folder of tests, documentation, vendored code or things for development (`dev`),
in a README, in the description of an API, and in a file that is named for `localhost` or tests, the finding is a
warning, because most keys there are made for tests.

Example: `certs/server.txt` that begins with `-----BEGIN RSA PRIVATE KEY-----`.

Fix: leave the key out of the upload and pass it to the service as a secret. If it was deployed before, replace it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.contents import cloud_keys, other_private_keys
from justpack.facts.credentials.catalog import PUBLIC_BLOCKS, SERVICE_ACCOUNT
from justpack.model import Entry, Finding, Location

_BREAK = rb"(?:\\+[nr]|\\?\n|&#(?:10|13|x0?[aAdD]);)"
"""A line end: the character itself, or its escape in a string of JSON, source code or XML."""
_JOIN = rb"(?:\\*[\"'`](?:[ \t,+.]|" + _BREAK + rb"|\)\.append\(|<<)*+[bBrRuU]{0,2}\\*[\"'`])"
"""What is between two parts of a string in source code or between two items of a list."""
_GAP = rb"(?:[ \t]|" + _BREAK + rb"|" + _JOIN + rb")*+"
_BASE64 = rb"(?:[A-Za-z0-9+/=]|\\/)"
_BLOCK = re.compile(
    rb"-----? ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-----?(?:"
    + _GAP
    + rb"(?:[A-Za-z-]+: [^\n\\\"'`&]*+"
    + _GAP
    + rb")*+(?!(.)\1{19})"  # `xxxx…` is a placeholder
    + rb"(?=[A-Za-z+/=\\]{0,100}[0-9])"  # a long word of source code has no digit
    + rb"(?P<key>"
    + _BASE64
    + rb"{20,}+)(?=[ \t]*(?:[\\\n\"'`,;&<]|-----|\Z)|[ \t]"  # other characters follow a long word of source code
    + _BASE64
    + rb"{20})"
    # other text: code that appends line after line, comments, an escape of a line end that is not known
    + rb"|(?:(?!----).){0,80}?(?<![A-Za-z0-9+/=])(?=[A-Z0-9+/]{0,47}[a-z])(?=[a-z0-9+/]{0,47}[A-Z])"
    + rb"(?=[A-Za-z+/]{0,47}[0-9])"
    + rb"(?P<far>[A-Za-z0-9+/=]{60,}+))(?!(?:[ \t]|"
    + _BREAK
    + rb")*+(?:\.|\xe2\x80\xa6))",  # dots that stand for the rest
    re.DOTALL,
)
_COMMENT = 8 * 1024
"""Bytes before a key in which the beginning of a documentation comment is searched."""
_ACCOUNT = re.compile(rb'"private_key"\s*:\s*"\Z')


def wants(entry: Entry) -> bool:
    """Whether the file is large enough to contain a key."""
    return entry.size >= 20


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each file, without the text of the key. Binary data contains no keys."""
    if b"\0" in data[:1024]:
        return
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    accounts: bool | None = None
    match = None
    for match in _BLOCK.finditer(text):
        if _published(match) or _in_example(text, match.start()):
            match = None
            continue
        if not _ACCOUNT.search(text[max(0, match.start() - 60) : match.start()]):
            break
        if accounts is None:
            accounts = any(kind is SERVICE_ACCOUNT for kind, _ in cloud_keys.keys(data))
        if not accounts:
            break
        match = None  # SC003 reports it, as the key of a service account
    at = match.start() if match is not None else next(other_private_keys.starts(text), None)
    if at is not None:
        yield RULE.finding(
            f"{entry.path} contains a private key",
            Location(entry.path, text[:at].count(b"\n") + 1),
            "leave it out, and replace the key if it was ever uploaded",
            severity="warning" if path_kinds.has_sample_keys(entry.path) else None,
        )


def _published(match: re.Match[bytes]) -> bool:
    """Whether the text is a key that everybody has, or the alphabet of base64 instead of a key."""
    key = match["key"] or match["far"]
    return key.startswith(PUBLIC_BLOCKS) or b"abcdefgh" in key.lower()


def _in_example(text: bytes, at: int) -> bool:
    """Whether the place is in the example of a documentation comment of JavaScript or Java."""
    start = text.rfind(b"/**", max(0, at - _COMMENT), at)
    return start >= 0 and b"@example" in (comment := text[start:at]) and b"*/" not in comment


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look, words=(b"PRIVATE KEY", *other_private_keys.WORDS), keeps_nothing=True)


RULE = Rule("SC002", "private-key", "error", begin=begin)
