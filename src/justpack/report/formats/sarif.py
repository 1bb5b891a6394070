"""SARIF 2.1.0 output of findings, for code scanning and editors.

SARIF is the Static Analysis Results Interchange Format, an OASIS standard (docs.oasis-open.org/sarif/sarif/v2.1.0).
Paths are relative to the root of the repository; columns count Unicode code points.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from justpack._version import DOCUMENTATION, __version__, rule_page
from justpack.checks.fingerprint import fingerprints
from justpack.checks.registry import ALL, GROUPS, load, page
from justpack.checks.rule import AnyRule
from justpack.model import Finding, Location
from justpack.report.formats.registry import Run
from justpack.report.style import safe

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "justpack/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
"""The values of `problem.severity` (docs.github.com: SARIF support for code scanning)."""
_BASE = "%SRCROOT%"
_TEXT = 4000
"""The maximum number of characters of a message."""


def lines(run: Run) -> Iterator[str]:
    """Yield the SARIF log as one text."""
    yield log([run_of(run)])


def log(runs: Sequence[Mapping[str, object]]) -> str:
    """Return the log that contains the runs."""
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=2)


def run_of(run: Run, *, only_reported: bool = False) -> dict[str, object]:
    """Return one run. With `only_reported`, it describes only the rules that it reports, and not all rules."""
    pages = sorted(((load(name), page(name)) for name in ALL), key=lambda each: each[0].code)
    if only_reported:
        reported = {finding.code for finding in run.findings}
        pages = [each for each in pages if each[0].code in reported]
    codes = {rule.code: index for index, (rule, _) in enumerate(pages)}
    driver = {
        "name": "justpack",
        "version": __version__,
        "informationUri": DOCUMENTATION,
        "semanticVersion": __version__,
        "rules": [_rule(rule, text) for rule, text in pages],
    }
    found: dict[str, object] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"justpack/{run.folder}/" if run.folder else "justpack/"},
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [],
    }
    if run.result is None:
        notes = [{"level": "error", "message": {"text": _message(each)}} for each in run.findings]
        found["invocations"] = [{"executionSuccessful": False, "toolExecutionNotifications": notes}]
    else:
        pairs = zip(fingerprints(run.findings), run.findings, strict=True)
        found["invocations"] = [{"executionSuccessful": True}]
        found["results"] = [_result(each, fingerprint, codes, run.folder) for fingerprint, each in pairs]
    return found


def _rule(rule: AnyRule, text: str) -> dict[str, object]:
    title, _, rest = text.partition("\n\n")
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": rest.partition("\n\n")[0].replace("\n", " ") or title},
        "help": {"text": text, "markdown": text},
        "helpUri": rule_page(rule.code),
        "properties": {"tags": _tags(rule.code), "problem.severity": _PROBLEMS[rule.severity]},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _tags(code: str) -> list[str]:
    """Return the tags by which code scanning filters: the group of the rule, and `security` for secrets."""
    return [GROUPS[code[:2]].lower(), *(["security"] if code.startswith("SC") else [])]


def _result(finding: Finding, fingerprint: str, codes: dict[str, int], folder: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _location(finding.location, folder)}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.code in codes:
        result["ruleIndex"] = codes[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(related.location, folder),
                "message": {"text": safe(related.label[:_TEXT])},
            }
            for number, related in enumerate(finding.related, 1)
        ]
    return result


def _message(finding: Finding) -> str:
    """Return message and help as one text, in which nothing can be read as an embedded link (SARIF, 3.11.6)."""
    text = safe(finding.message[:_TEXT])
    if finding.help:
        text += f"\nHelp: {safe(finding.help[:_TEXT])}"
    return text.replace("](", "] (")


def _location(place: Location | None, folder: str) -> dict[str, object]:
    """Return the location; a finding without a location gets the project's folder, because consumers require one."""
    path = "/".join(part for part in (folder, place.path if place else "") if part)
    if folder and place is not None:  # an ignore file above the project begins with ../
        path = posixpath.normpath(path)
    uri = quote(_encoded(path)) if path else "./"
    location: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": _BASE}}
    if place is not None and place.line is not None:
        location["region"] = _region(place)
    else:
        location["region"] = {"startLine": 1}  # GitHub shows only results with a line
    return location


def _encoded(path: str) -> bytes:
    """Return the bytes of a path in the file system; a path that cannot be encoded so gets its surrogates' bytes."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def _region(place: Location) -> dict[str, object]:
    region: dict[str, object] = {"startLine": place.line}
    if place.column is not None:
        end = place.column + max(1, place.width)
        if place.text is not None:  # a location that spans several lines ends at the end of its first line
            end = max(place.column + 1, min(end, place.text_column + len(place.text)))
        region |= {"startColumn": place.column, "endLine": place.line, "endColumn": end}
    return region
