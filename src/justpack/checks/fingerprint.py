"""Fingerprints, which identify a finding after the lines of its file have moved.

A fingerprint is a hash of the rule, the file and the message, without lines, columns, severities and sizes. Findings
that are equal in all of these are numbered from the top of the file.
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
"""Parts of a message that change while the defect stays: sizes, counts and line numbers."""


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the fingerprint of each finding, in order: 32 hexadecimal digits, all different."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = (finding.code, finding.location.path if finding.location else "", _DRIFTING.sub("#", finding.message))
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        yield sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
