"""Is this the finding that was there before, though lines have moved?

A fingerprint is made of the rule, the file and the message; lines, columns, severities and sizes are no part of it.
Findings that are alike in all of that are told apart by counting them, from the top of the file on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from justpack.model import Finding

_DRIFTING = re.compile(
    r"\d[\d.,]*(?= ?(?:B|kB|MB|GB|TB|%|bytes|files|entries)(?!\w))|(?<=line )\d+|(?<=:)\d+(?::\d+)?\b"
)
"""What changes in a message while the defect stays: sizes, counts and places."""


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """One for each finding, in their order: 32 hexadecimal digits, no two the same."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = (finding.code, finding.location.path if finding.location else "", _DRIFTING.sub("#", finding.message))
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        yield sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
