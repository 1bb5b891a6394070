"""Tests of the JUnit XML output: which findings fail, and that any text becomes valid XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

from justpack.model import FailOn, Finding, Location
from justpack.report.formats.junit import lines
from justpack.report.formats.registry import Run

ERROR = Finding("RT003", "runtime-unsupported", "error", "no runtime", Location("package.json", 7, 13, 6), "widen it")
WARNING = Finding("LK001", "lockfile-missing", "warning", "no lock", Location("package.json"), "commit one")


def _suites(*findings: Finding, fail_on: FailOn = "error", failed: bool = False, verdict: str = "") -> Element:
    result: dict[str, object] | None = None if failed else {}
    run = Run("check", False, result, findings, folder="apps/web", fail_on=fail_on, verdict=verdict)
    return ET.fromstring("\n".join(lines(run)))


def _cases(suites: Element) -> list[tuple[str | None, bool]]:
    return [(case.get("name"), case.find("failure") is not None) for case in suites.iter("testcase")]


def test_writes_a_failing_case_for_an_error() -> None:
    suites = _suites(ERROR)
    (case,) = suites.iter("testcase")
    assert case.attrib == {
        "classname": "apps/web/package.json", "name": "RT003 runtime-unsupported", "file": "apps/web/package.json",
        "line": "7",
    }  # fmt: skip
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib == {"type": "RT003", "message": "no runtime"}
    assert (failure.text or "").splitlines()[:2] == ["apps/web/package.json:7:13", "help: widen it"]


@pytest.mark.parametrize(
    ("fail_on", "failures"), [("error", 1), ("warning", 2), ("info", 2), ("never", 0)]
)  # fmt: skip
def test_fails_what_makes_the_command_fail(fail_on: FailOn, failures: int) -> None:
    suites = _suites(ERROR, WARNING, fail_on=fail_on)
    assert suites.get("failures") == str(failures)
    assert sum(failed for _, failed in _cases(suites)) == failures
    assert suites.get("tests") == str(len(_cases(suites)))


def test_writes_one_passing_case_for_a_project_that_passes() -> None:
    assert _cases(_suites(verdict="ready to deploy: nodejs22.x")) == [("ready to deploy: nodejs22.x", False)]


def test_fails_for_an_error_of_the_command() -> None:
    assert _cases(_suites(Finding("JP002", "usage", "error", "no such folder"), failed=True)) == [("JP002 usage", True)]


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "\ud800\udc80", "\ufffe\uffff", "]]>&<\"'", "a\u2028b"])
def test_writes_valid_xml_for_any_text(text: str) -> None:
    finding = Finding("RT003", text, "error", text, Location(text, 1), text)
    assert len(list(_suites(finding).iter("failure"))) == 1
