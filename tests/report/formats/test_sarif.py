"""Tests that the SARIF output is valid by the schema of the standard and contains the findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from justpack._version import DOCUMENTATION
from justpack.checks.registry import ALL, load
from justpack.model import Finding, Location, RelatedLocation
from justpack.report.formats.registry import Run
from justpack.report.formats.sarif import FINGERPRINT, lines

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | bool | None"
SCHEMA = "@microsoft/jest-sarif@1.0.0-beta.0"
"""An npm package (MIT) that holds the OASIS schema of SARIF 2.1.0 as a file."""
FINDING = Finding(
    "RT003", "runtime-unsupported", "warning", "no [runtime](x)", Location("a b/é.json", 7, 13, 6, "x" * 30),
    "widen it",
    (RelatedLocation(Location(".nvmrc", 1), "too"),),
)  # fmt: skip
Runs: TypeAlias = Callable[[Run], Mapping[str, object]]


@pytest.fixture(scope="session")
def schema(npm_package: Callable[[str], Path]) -> object:
    """Return the schema that OASIS publishes for SARIF 2.1.0, from a package of a registry."""
    folder = npm_package(SCHEMA) / "@microsoft" / "jest-sarif" / "lib" / "schemas"
    document = json.loads((folder / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    return jsonschema.Draft4Validator(document)


def _log(run: Run) -> object:
    (text,) = lines(run)
    return json.loads(text)


def _at(value: object, *keys: str | int) -> object:
    for key in keys:
        assert isinstance(value, (dict, list))
        value = value[key]  # type: ignore[index]
    return value


def _run(*findings: Finding, folder: str = "", failed: bool = False) -> Run:
    return Run("check", False, None if failed else {}, findings, folder=folder)


@pytest.mark.parametrize(
    "run",
    [
        _run(),
        _run(FINDING, FINDING),
        _run(Finding("XX999", "x-y", "info", "m"), folder="a"),
        _run(FINDING, failed=True),
    ],
)
def test_writes_valid_sarif(schema: jsonschema.Draft4Validator, run: Run) -> None:
    assert [error.message for error in schema.iter_errors(_log(run))] == []


def test_rejects_invalid_sarif_by_the_schema(schema: jsonschema.Draft4Validator) -> None:
    (text,) = lines(_run(FINDING))
    assert list(schema.iter_errors(json.loads(text.replace('"startLine": 7', '"startLine": 0'))))
    assert list(schema.iter_errors(json.loads(text.replace('"level": "warning"', '"level": "grave"'))))


def test_writes_valid_sarif_for_any_findings(
    schema: jsonschema.Draft4Validator, hostile: st.SearchStrategy[tuple[Finding, ...]]
) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(hostile)
    def check(findings: tuple[Finding, ...]) -> None:
        assert next(schema.iter_errors(_log(_run(*findings, folder="\udc80"))), None) is None

    check()


def test_writes_a_result_for_a_finding() -> None:
    log = _log(_run(FINDING, folder="apps/web"))
    result = _at(log, "runs", 0, "results", 0)
    index = _at(result, "ruleIndex")
    assert isinstance(index, int)
    assert _at(log, "runs", 0, "tool", "driver", "rules", index, "id") == "RT003"
    fingerprint = _at(result, "partialFingerprints", FINGERPRINT)
    base = {"uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": "RT003", "ruleIndex": index, "level": "warning",
        "message": {"text": "no [runtime] (x)\nHelp: widen it"},
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "apps/web/a%20b/%C3%A9.json", **base},
                    "region": {"startLine": 7, "startColumn": 13, "endLine": 7, "endColumn": 19},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1, "message": {"text": "too"},
                "physicalLocation": {
                    "artifactLocation": {"uri": "apps/web/.nvmrc", **base}, "region": {"startLine": 1},
                },
            }
        ],
    }  # fmt: skip


def test_locates_a_finding_without_location_at_the_folder() -> None:
    finding = Finding("RT001", "no-runtime-detected", "error", "m")
    place = ("runs", 0, "results", 0, "locations", 0, "physicalLocation")
    assert _at(_log(_run(finding)), *place) == {
        "artifactLocation": {"uri": "./", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 1},
    }  # fmt: skip
    assert _at(_log(_run(finding, folder="a")), *place, "artifactLocation", "uri") == "a"


def test_ends_a_region_on_its_first_line() -> None:
    finding = Finding("RT001", "x-y", "error", "m", Location("f", 1, 4, 500, "abc{"))
    region = _at(_log(_run(finding)), "runs", 0, "results", 0, "locations", 0, "physicalLocation", "region")
    assert region == {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5}


def test_describes_every_rule() -> None:
    rules = _at(_log(_run()), "runs", 0, "tool", "driver", "rules")
    assert isinstance(rules, list)
    assert [_at(rule, "id") for rule in rules] == sorted(load(name).code for name in ALL)
    assert all("Fix: " in str(_at(rule, "help", "text")) for rule in rules)


def test_reports_a_failed_run() -> None:
    log = _log(_run(Finding("JP002", "usage", "error", "no folder"), failed=True))
    invocation = _at(log, "runs", 0, "invocations", 0)
    assert _at(invocation, "executionSuccessful") is False
    assert _at(invocation, "toolExecutionNotifications", 0, "message", "text") == "no folder"
    assert _at(log, "runs", 0, "results") == []


def test_a_file_above_the_project_is_named_from_the_root() -> None:
    finding = Finding("XX001", "x-y", "error", "m", Location("../.gitignore", 2))
    text = json.dumps(_log(_run(finding, folder="apps/web")))
    assert '"uri": "apps/.gitignore"' in text


def test_a_result_about_a_whole_file_has_a_first_line() -> None:
    finding = Finding("RP002", "untracked-file-packaged", "warning", "x", Location("draft.js"))
    region = _at(_log(_run(finding)), "runs", 0, "results", 0, "locations", 0, "physicalLocation", "region")
    assert region == {"startLine": 1}


def test_names_the_page_and_the_group_of_each_rule() -> None:
    driver = ("runs", 0, "tool", "driver")
    log = _log(_run())
    assert _at(log, *driver, "informationUri") == DOCUMENTATION
    rules = _at(log, *driver, "rules")
    assert isinstance(rules, list)
    (rule,) = (rule for rule in rules if _at(rule, "id") == "SC003")
    assert _at(rule, "helpUri") == f"{DOCUMENTATION}rules/SC003/"
    assert _at(rule, "properties", "tags") == ["secrets", "security"]
