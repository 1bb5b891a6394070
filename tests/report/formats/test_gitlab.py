"""Tests that the Code Quality report has the form that GitLab reads, and stable fingerprints."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema  # type: ignore[import-untyped]

from justpack.model import Finding, Location
from justpack.report.formats.gitlab import lines
from justpack.report.formats.registry import Run

FORM = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}  # fmt: skip
"""The fields that docs.gitlab.com lists under "Code Quality report format", as a JSON Schema."""
FINDING = Finding("RT003", "runtime-unsupported", "error", "no runtime", Location("package.json", 7, 13, 6), "widen it")


def _report(*findings: Finding, folder: str = "") -> list[dict[str, object]]:
    (text,) = lines(Run("check", False, {}, findings, folder=folder))
    found = json.loads(text)
    jsonschema.Draft202012Validator(FORM).validate(found)
    assert isinstance(found, list)
    return found


def test_writes_each_finding_with_its_place_from_the_root_of_the_repository() -> None:
    (issue,) = _report(FINDING, folder="apps/web")
    assert issue["description"] == "no runtime; help: widen it"
    assert issue["check_name"] == "RT003 runtime-unsupported"
    assert issue["severity"] == "major"
    assert issue["location"] == {"path": "apps/web/package.json", "lines": {"begin": 7}}


def test_gives_a_finding_without_a_line_the_first_line() -> None:
    (issue,) = _report(replace(FINDING, location=None), folder="apps/web")
    assert issue["location"] == {"path": "apps/web", "lines": {"begin": 1}}


def test_writes_an_empty_report_for_a_project_without_findings() -> None:
    assert _report() == []


def test_keeps_the_fingerprint_if_lines_move_and_separates_projects() -> None:
    moved = replace(FINDING, location=Location("package.json", 9, 13, 6))
    assert _report(FINDING)[0]["fingerprint"] == _report(moved)[0]["fingerprint"]
    assert _report(FINDING, folder="a")[0]["fingerprint"] != _report(FINDING, folder="b")[0]["fingerprint"]
    assert len({str(issue["fingerprint"]) for issue in _report(FINDING, FINDING, moved)}) == 3
