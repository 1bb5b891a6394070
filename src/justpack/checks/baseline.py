"""The baseline: a JSON file of known findings, so that a check reports only new ones.

The key `fingerprint` identifies a finding; the other keys are for people who read the file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from justpack.checks.fingerprint import fingerprints
from justpack.checks.rule_selection import NOT_BY_FILE
from justpack.errors import UsageError
from justpack.model import Finding
from justpack.tree.safe_fs import given_file

SCHEMA = "justpack/baseline"
SCHEMA_VERSION = 1
LIMIT = 32 * 1024 * 1024
"""Largest size of a baseline file, in bytes; one finding takes about 300."""


def text(findings: Sequence[Finding]) -> str:
    """Return the text of a baseline with these findings. The same findings give the same text."""
    known = [
        {
            "fingerprint": fingerprint,
            "code": finding.code,
            "path": finding.location.path if finding.location else None,
            "message": finding.message,
        }
        for fingerprint, finding in zip(fingerprints(findings), findings, strict=True)
    ]
    known.sort(key=lambda each: (each["code"] or "", each["path"] or "", each["fingerprint"] or ""))
    return json.dumps({"schema": SCHEMA, "schema_version": SCHEMA_VERSION, "findings": known}, indent=2) + "\n"


def read(path: Path) -> frozenset[str]:
    """Return the fingerprints in a baseline. Raises UsageError if the file is not a baseline."""
    help = "run `justpack check --write-baseline FILE` to write one"
    try:
        file = given_file.opened(path)
        with file or io.BytesIO():
            data = file.read(LIMIT + 1) if file is not None else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"the baseline {path} cannot be read: {str(reason).lower()}", help=help) from None
    try:
        if file is None:
            raise ValueError("it is not a regular file")
        if len(data) > LIMIT:
            raise ValueError(f"it is larger than {LIMIT} bytes")
        return _fingerprints(json.loads(data))
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise UsageError(f"{path} is not a baseline: {reason}", help=help) from None


def _fingerprints(document: object) -> frozenset[str]:
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError(f'its "schema" is not {SCHEMA!r}')
    if document.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"its version is {document.get('schema_version')!r}, but only {SCHEMA_VERSION} is supported")
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise ValueError('its "findings" are not a list')
    found = [each.get("fingerprint") if isinstance(each, dict) else None for each in findings]
    known = frozenset(each for each in found if isinstance(each, str))
    if None in found or len(known) != len(found):
        raise ValueError("one of its findings has no fingerprint, or the fingerprint of another finding")
    return known


def unknown(findings: Sequence[Finding], known: Collection[str]) -> Iterator[Finding]:
    """Yield the findings whose fingerprint is not among the known ones, and those that no file can hide."""
    for fingerprint, finding in zip(fingerprints(findings), findings, strict=True):
        if fingerprint not in known or finding.code in NOT_BY_FILE:
            yield finding
