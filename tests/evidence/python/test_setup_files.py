"""Tests of the evidence from setup.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import justpack


def _evidence(root: Path, source: str) -> list[tuple[str, str, int | None, int | None]]:
    (root / "setup.py").write_text(source)
    review = justpack.check(root)
    assert not [each for each in review.findings if each.code == "MF001"]
    return [
        (each.evidence.raw, each.evidence.strength, each.evidence.location.line, each.evidence.location.column)
        for each in review.prediction.evidence
        if each.evidence.source == "setup.py"
    ]


NEW = "name = t'{1}'\ntype Alias[T = int] = list[T]\n"


@pytest.mark.parametrize("before", ["", NEW])
def test_reads_the_range_whatever_syntax_is_beside_it(tmp_path: Path, before: str) -> None:
    source = f"{before}from setuptools import setup\nsetup(name='a', python_requires='>=3.13')\n"
    line = 2 + before.count("\n")
    assert _evidence(tmp_path, source) == [(">=3.13", "range", line, 33)]


def test_does_not_call_newer_syntax_malformed(tmp_path: Path) -> None:
    assert _evidence(tmp_path, f"{NEW}from setuptools import setup\nsetup(python_requires=f'>=3.{{x}}')\n") in (
        [],
        [("f'>=3.{x}'", "hint", 4, 23)],
    )
