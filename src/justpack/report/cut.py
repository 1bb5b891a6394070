"""Bounds on what an output lists: the number of findings of one rule, and the length of a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from justpack.model import Finding, Location, Severity

FINDINGS = 100
"""Largest number of findings of one rule and severity that an output lists; one more finding counts the rest."""
MESSAGE = 2000
"""Largest number of characters of a message or a help text; the name of a file alone can have 4,000."""
PATH = 4096
"""Largest number of characters of a path that is written whole; only a zip can contain a longer one."""


def cut(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that an output lists, with long texts cut; both cuts say how much is missing.

    Whether a project passes, and what a baseline contains, depends on all findings.
    """
    count: Counter[tuple[str, Severity]] = Counter()
    last: dict[tuple[str, Severity], Finding] = {}
    shown: list[Finding] = []
    for finding in findings:
        kind = (finding.code, finding.severity)
        count[kind] += 1
        if count[kind] <= FINDINGS:
            last[kind] = finding
            shown.append(_short(finding))
    for kind, finding in last.items():
        more = count[kind] - FINDINGS
        if more > 0:
            message = f"and {more} more findings of this rule"
            shown.append(replace(finding, message=message, location=None, help=None, related=()))
    return shown


def _short(finding: Finding) -> Finding:
    help = finding.help or ""
    locations = [each for each in (finding.location, *(each.location for each in finding.related)) if each]
    if max(len(finding.message), len(help)) > MESSAGE:
        finding = replace(finding, message=text(finding.message), help=text(help) or None)
    if max((len(each.path) for each in locations), default=0) > PATH:
        location = None if finding.location is None else _located(finding.location)
        related = [replace(each, location=_located(each.location)) for each in finding.related]
        finding = replace(finding, location=location, related=tuple(related))
    return finding


def _located(location: Location) -> Location:
    return location if len(location.path) <= PATH else replace(location, path=text(location.path))


def text(written: str) -> str:
    """Return the text, or its beginning and the number of characters after it."""
    more = len(written) - MESSAGE
    return written if more <= 0 else f"{written[:MESSAGE]}… ({more} more characters)"
