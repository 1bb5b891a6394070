"""Output for GitLab: a Code Quality report, which the merge request and the diff show.

The report is a JSON array (docs.gitlab.com: Code Quality, "Code Quality report format"). A job publishes it with
`artifacts:reports:codequality`. Paths are relative to the root of the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from justpack.checks.fingerprint import fingerprints
from justpack.model import Finding, Severity
from justpack.report.findings import within
from justpack.report.formats.registry import Run
from justpack.report.style import safe

_SEVERITIES: Mapping[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}
_TEXT = 4000
"""The maximum number of characters of a description."""


def lines(run: Run) -> Iterator[str]:
    """Yield the report as one text. The fingerprint of a finding stays the same if its lines move."""
    yield json.dumps(issues(run), indent=2)


def issues(run: Run) -> list[dict[str, object]]:
    """Return the issues of one project."""
    pairs = zip(fingerprints(run.findings), run.findings, strict=True)
    return [_issue(finding, fingerprint, run.folder) for fingerprint, finding in pairs]


def _issue(finding: Finding, fingerprint: str, folder: str) -> dict[str, object]:
    place = finding.location
    path = within(folder, place.path if place else ".")
    identity = f"{folder}\0{fingerprint}".encode("utf-8", "surrogatepass")
    return {
        "description": _description(finding),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": sha256(identity).hexdigest()[:32],
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": safe(path), "lines": {"begin": (place.line if place else None) or 1}},
    }


def _description(finding: Finding) -> str:
    """Return message and help as one line; GitLab shows no second field."""
    text = safe(finding.message[:_TEXT])
    return f"{text}; help: {safe(finding.help[:_TEXT])}" if finding.help else text
