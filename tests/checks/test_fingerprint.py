"""Tests of fingerprints: they do not change when lines move, and no two findings share one."""

from __future__ import annotations

from dataclasses import replace

from justpack.checks.fingerprint import fingerprints
from justpack.model import Finding, Location

FINDING = Finding("RT008", "invalid-version-range", "error", "engines.node: '>=22,' is wrong", Location("a.json", 3, 4))


def _of(*findings: Finding) -> list[str]:
    return list(fingerprints(findings))


def test_ignores_lines_severity_and_help() -> None:
    moved = replace(FINDING, location=Location("a.json", 30, 1), severity="info", help="other")
    assert _of(FINDING) == _of(moved)


def test_depends_on_rule_file_and_message() -> None:
    others = [
        replace(FINDING, code="RT003"),
        replace(FINDING, location=Location("b.json", 3, 4)),
        replace(FINDING, location=None),
        replace(FINDING, message="engines.node: '>=23,' is wrong"),
    ]
    assert len(set(_of(FINDING, *others))) == 5


def test_ignores_sizes_and_places_in_a_message() -> None:
    def of(message: str) -> list[str]:
        return _of(replace(FINDING, message=message))

    assert of("app.bin has 120.5 MB") == of("app.bin has 98 MB")
    assert of("12 files at a.py:3:4") == of("7 files at a.py:10")
    assert of("beyond line 3") == of("beyond line 14")
    assert of("python3.11") != of("python3.12")
    assert of("needs node 20") != of("needs node 22")


def test_counts_equal_findings() -> None:
    three = _of(FINDING, FINDING, FINDING)
    assert len(set(three)) == 3
    assert _of(FINDING, FINDING) == three[:2]


def test_accepts_any_text() -> None:
    assert len(_of(replace(FINDING, message="\udc80\x00" * 1000))[0]) == 32
