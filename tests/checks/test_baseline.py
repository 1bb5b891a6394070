"""Tests of the baseline: it contains exactly the known findings, and other files are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from justpack.checks import baseline
from justpack.errors import UsageError
from justpack.model import Finding, Location

KNOWN = [
    Finding("RT008", "invalid-version-range", "error", "m", Location("package.json", 1, 2)),
    Finding("FP001", "symlink-escapes-root", "error", "\udc80 é"),
]
NEW = Finding("RT008", "invalid-version-range", "error", "another", Location("package.json", 1, 2))


def _read(path: Path, content: str | bytes) -> frozenset[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return baseline.read(path)


def test_knows_the_findings_that_were_written(tmp_path: Path) -> None:
    known = _read(tmp_path / "b", baseline.text(KNOWN))
    assert list(baseline.unknown([*KNOWN, NEW], known)) == [NEW]
    assert len(known) == 2


def test_reports_one_more_equal_finding(tmp_path: Path) -> None:
    known = _read(tmp_path / "b", baseline.text(KNOWN[:1]))
    assert list(baseline.unknown([KNOWN[0], KNOWN[0]], known)) == [KNOWN[0]]


def test_writes_the_same_text_for_any_order() -> None:
    assert baseline.text(KNOWN) == baseline.text(KNOWN[::-1])
    assert baseline.text([]).endswith('"findings": []\n}\n')


_SCHEMA = '{"schema": "justpack/baseline", "schema_version": 1, "findings": '


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "null", "nonsense", b"\xff\xfe", '{"schema": "justpack/check"}', "[" * 100_000,
        '{"schema": "justpack/baseline", "schema_version": 2, "findings": []}', _SCHEMA + "{}}", _SCHEMA + "[1]}",
        _SCHEMA + '[{"fingerprint": 3}]}', _SCHEMA + '[{"fingerprint": "a"}, {"fingerprint": "a"}]}',
        '{"schema": "justpack/baseline", "schema_version": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_refuses_other_files(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(UsageError, match="is not a baseline: "):
        _read(tmp_path / "b", content)


def test_refuses_unreadable_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing", Path("a\0b")):
        with pytest.raises(UsageError, match="cannot be read: "):
            baseline.read(path)


def test_refuses_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "baseline.json")
    with pytest.raises(UsageError, match="it is not a regular file"):
        baseline.read(tmp_path / "baseline.json")
