"""Tests that any finding can be written in every format."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from justpack.model import Finding
from justpack.report import findings as report
from justpack.report.formats.github import step_summary
from justpack.report.formats.registry import OF_EVERY_COMMAND, OF_FINDINGS, Run, lines
from justpack.report.style import Style

FORMATS = OF_EVERY_COMMAND + OF_FINDINGS
SAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")


def _written(format: str, findings: tuple[Finding, ...], folder: str, *, finished: bool) -> list[str]:
    result: dict[str, object] | None = {} if finished else None
    run = Run("check", False, result, findings, report.lines(findings, Style()), "not\nready", folder)
    return list(lines(format, run))


def _holds(format: str, findings: tuple[Finding, ...], folder: str, *, finished: bool) -> None:
    written = _written(format, findings, folder, finished=finished)
    "\n".join(written).encode("utf-8")
    if format in ("json", "sarif", "gitlab"):
        assert isinstance(json.loads(written[0]), dict | list)
        assert len(written) == 1
    elif format == "junit":
        assert ET.fromstring("\n".join(written)).tag == "testsuites"
    else:
        assert not any(SAFE.search(line) for line in written)


def _property(hostile: st.SearchStrategy[tuple[Finding, ...]], format: str, examples: int) -> None:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(hostile, st.sampled_from(("", "apps/web", "\udc80 a")), st.booleans())
    def check(findings: tuple[Finding, ...], folder: str, finished: bool) -> None:
        _holds(format, findings, folder, finished=finished)

    check()


@pytest.mark.parametrize("format", FORMATS)
def test_writes_some_random_findings(hostile: st.SearchStrategy[tuple[Finding, ...]], format: str) -> None:
    _property(hostile, format, 40)


@pytest.mark.exhaustive
@pytest.mark.parametrize("format", FORMATS)
def test_writes_many_random_findings(hostile: st.SearchStrategy[tuple[Finding, ...]], format: str) -> None:
    _property(hostile, format, 3000)


def test_summarizes_any_findings(hostile: st.SearchStrategy[tuple[Finding, ...]]) -> None:
    @settings(
        max_examples=40, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(hostile)
    def check(findings: tuple[Finding, ...]) -> None:
        text = step_summary(Run("check", False, {}, findings, (), "not ready", "apps"))
        text.encode("utf-8")
        rows = [line for line in text.split("\n") if line.startswith("| ")][1:]
        assert len(rows) == len(findings)
        assert all(row.count("|") == 5 for row in rows)
        assert "<script" not in text

    check()
