"""Tests for the bounds on what an output lists."""

from __future__ import annotations

import json

from justpack.model import Finding, Location, RelatedLocation, Severity
from justpack.report import cut, findings
from justpack.report.formats import registry
from justpack.report.formats.registry import Run
from justpack.report.style import Style


def equal(number: int, severity: Severity = "error") -> list[Finding]:
    return [Finding("FP001", "x", severity, f"a{each} is a link", Location(f"a{each}")) for each in range(number)]


def test_counts_the_findings_beyond_the_bound() -> None:
    shown = cut.cut(equal(cut.FINDINGS + 7))
    assert len(shown) == cut.FINDINGS + 1
    assert shown[-1].message == "and 7 more findings of this rule"
    assert shown[-1].severity == "error"


def test_counts_each_severity_alone() -> None:
    shown = cut.cut(equal(cut.FINDINGS) + equal(cut.FINDINGS + 1, "warning"))
    assert [each.severity for each in shown if each.location is None] == ["warning"]


def test_does_not_cut_fewer_findings() -> None:
    assert cut.cut(equal(cut.FINDINGS)) == equal(cut.FINDINGS)


def test_cuts_a_long_message() -> None:
    [shown] = cut.cut([Finding("FP001", "x", "error", "a" * (cut.MESSAGE + 5))])
    assert shown.message.endswith("… (5 more characters)")


def test_cuts_a_path_that_no_file_can_have() -> None:
    path = "a" * (cut.PATH + 1)
    related = (RelatedLocation(Location(path), "here"),)
    [shown] = cut.cut([Finding("RP010", "x", "error", "short", Location(path), related=related)])
    assert shown.location
    assert {shown.location.path, shown.related[0].location.path} == {cut.text(path)}
    assert len(cut.text(path)) < cut.PATH


def test_does_not_cut_a_path_of_a_file() -> None:
    finding = Finding("RP010", "x", "error", "short", Location("a" * cut.PATH))
    assert cut.cut([finding]) == [finding]


def test_every_format_is_bounded() -> None:
    many = tuple(equal(5000))
    for name in (*registry.OF_EVERY_COMMAND, *registry.OF_FINDINGS):
        run = Run("check", False, None, many, findings.lines(many, Style()))
        written = "\n".join(registry.lines(name, run))
        assert len(written) < 300_000, name  # SARIF also contains the texts of all rules
        assert "4900 more" in written, name


def test_json_lists_a_bounded_number_and_counts_the_rest() -> None:
    run = Run("check", False, None, tuple(equal(5000)))
    listed = json.loads("".join(registry.lines("json", run)))["findings"]
    assert len(listed) == cut.FINDINGS + 1


def test_text_sums_up_all_findings() -> None:
    assert list(findings.lines(equal(5000), Style()))[-1] == "5000 errors"
