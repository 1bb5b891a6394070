"""Replays cases that uv, Poetry, PDM and Pipenv judged; `benchmarks/locks_python.py record` writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import justpack
from tests.checks.project_findings import plant

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "recorded.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_agrees_with_the_tool(tmp_path: Path, case: dict[str, object]) -> None:
    files = case["files"]
    assert isinstance(files, dict)
    plant(tmp_path, files)
    found = [each.message for each in justpack.check(tmp_path).findings if each.code == "LK002"]
    assert bool(found) == (case["stale"] and not case.get("missed")), found
    assert len(found) < 2 or all("does not contain" in each or " contains " in each for each in found)
