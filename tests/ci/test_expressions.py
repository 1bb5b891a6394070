"""Tests of the expressions of GitHub Actions that the runner of the tests evaluates."""

from __future__ import annotations

import pytest

from tests.ci.expressions import evaluate, fill, holds

KNOWN = {"inputs.command": "pack", "steps.a.outputs.python-path": "/x/python", "inputs.empty": ""}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("inputs.command", "pack"),
        ("steps.a.outputs.python-path", "/x/python"),
        ("inputs.empty || inputs.command", "pack"),
        ("inputs.command == 'Pack' && inputs.empty != ''", False),
        ("!(inputs.command == 'check') && true", True),
        ("unknown.name", ""),
        ("'it''s'", "it's"),
    ],
)
def test_evaluates(source: str, value: str | bool) -> None:
    assert evaluate(source, KNOWN) == value


def test_fills_texts() -> None:
    assert fill("a-${{ inputs.command }}-${{ true }}", KNOWN) == "a-pack-true"


@pytest.mark.parametrize(
    ("condition", "failed", "runs"),
    [
        ("success()", False, True),
        ("inputs.command == 'pack'", True, False),
        ("${{ inputs.command == 'pack' }}", False, True),
        ("${{ !cancelled() && inputs.command == 'pack' }}", True, True),
        ("always()", True, True),
        ("failure()", False, False),
    ],
)
def test_decides_about_steps(condition: str, failed: bool, runs: bool) -> None:
    assert holds(condition, KNOWN, failed=failed) is runs
