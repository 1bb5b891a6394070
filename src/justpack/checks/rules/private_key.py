"""A private key is about to be uploaded.

Found by its content: a PEM block that names a private key, whatever the file is called, indented in YAML and within a
string of JSON or of a program too. (Files named like keys are left out already; the key of a cloud's service account is
SC003's to tell.) Code that only names such a block is no key. A key that was uploaded once must be treated as known to
others. In a folder of tests, or of code that is brought along, it is a warning: such keys are mostly made for that.

Example: `certs/server.txt` that begins with `-----BEGIN RSA PRIVATE KEY-----`.

Fix: take it out of the upload and hand it to the service as a secret. Where it was deployed before, replace the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT, ContentScan, Rule
from justpack.checks.support import cloud_keys, path_kinds
from justpack.model import Entry, Finding, Location

_BREAK = rb"(?:\\+[nr]|\\?\n)"
"""The end of a line: as it is, or as strings of JSON and of source write it."""
_BASE64 = rb"(?:[A-Za-z0-9+/=]|\\/)"
_BLOCK = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[ \t]*"
    + _BREAK
    + rb"(?:[ \t]*[A-Za-z-]+: [^\n\\]*"
    + _BREAK
    + rb")*(?:[ \t]|"
    + _BREAK
    + rb")*(?!(.)\1{19})"  # `xxxx…` is what a template has
    + _BASE64
    + rb"{20,}(?=[ \t]*(?:[\\\n\"'`,;]|-----|\Z))"  # after a long word of a program something else would stand
)

_ACCOUNT = re.compile(rb'"private_key"\s*:\s*"\Z')


def wants(entry: Entry) -> bool:
    """Whether the file is small enough to be a key."""
    return 0 < entry.size <= HEAD_LIMIT


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each file, without the text of the key."""
    text = data.replace(b"\r\n", b"\n") if b"PRIVATE KEY" in data else b""
    match = next((each for each in _BLOCK.finditer(text) if not _of_account(data, text, each.start())), None)
    if match is not None:
        yield RULE.finding(
            f"{entry.path} holds a private key",
            Location(entry.path, text[: match.start()].count(b"\n") + 1),
            "leave it out, and replace the key if it was ever uploaded",
            severity="warning" if path_kinds.vendored(entry.path) or path_kinds.of_tests(entry.path) else None,
        )


def _of_account(data: bytes, text: bytes, start: int) -> bool:
    """Whether SC003 reports the key already, as the key of a service account."""
    field = text[max(0, start - 60) : start]
    return _ACCOUNT.search(field) is not None and any(cloud_keys.keys(data))


def begin(_: PackageContext) -> ContentScan:
    """Return the scan, which is the same for every project."""
    return ContentScan(wants, look)


RULE = Rule("SC002", "private-key", "error", begin=begin)
