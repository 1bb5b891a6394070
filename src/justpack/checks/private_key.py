"""A private key is about to be uploaded.

Found by its content: a PEM block that names a private key, whatever the file is called. (Files named like keys are left
out already.) A key that was uploaded once must be treated as known to others. In a folder of tests, or of code that is
brought along, it is a warning: such keys are mostly made for that.

Example: `certs/server.txt` that begins with `-----BEGIN RSA PRIVATE KEY-----`.

Fix: take it out of the upload and hand it to the service as a secret. Where it was deployed before, replace the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks import beside
from justpack.checks.check import Check
from justpack.checks.contents import READ
from justpack.model import Entry, Finding, Place

CHECK = Check("SC002", "private-key", "error")

_BLOCK = re.compile(
    rb"^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[ \t]*\n"
    rb"(?:[A-Za-z-]+: [^\n]*\n)*\s*[A-Za-z0-9+/=]{20}",
    re.MULTILINE,
)


def wants(entry: Entry) -> bool:
    """Any file small enough to be a key."""
    return 0 < entry.size <= READ


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """One finding a file; its text is never shown."""
    match = _BLOCK.search(data.replace(b"\r\n", b"\n")) if b"PRIVATE KEY" in data else None
    if match is not None:
        yield CHECK.finding(
            f"{entry.path} holds a private key",
            Place(entry.path, data[: match.start()].count(b"\n") + 1),
            "leave it out, and replace the key if it was ever uploaded",
            severity="warning" if beside.vendored(entry.path) or beside.of_tests(entry.path) else None,
        )
