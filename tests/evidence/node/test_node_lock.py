"""Tests of package-lock.json with engine-strict: only the ranges that narrow the choice are evidence."""

from __future__ import annotations

import json
from pathlib import Path

from justpack.evidence.node import node_lock
from justpack.model import Evidence
from justpack.tree.tree import Tree


def _ranges(root: Path, *ranges: str) -> list[str]:
    packages = {f"node_modules/p{number}": {"engines": {"node": each}} for number, each in enumerate(ranges)}
    (root / "package-lock.json").write_text(json.dumps({"packages": {"": {}, **packages}}, indent=1))
    (root / ".npmrc").write_text("engine-strict=true\n")
    found = node_lock.collect(Tree(root))
    return [each.raw for each in found if isinstance(each, Evidence) and each.source == "lock-dependency"]


def test_a_range_that_admits_all_of_another_is_left_out(tmp_path: Path) -> None:
    assert _ranges(tmp_path, ">=18", ">=20", ">=0.10", "^20 || >=22", "nonsense", ">=20") == ["^20 || >=22"]


def test_ranges_that_narrow_differently_stay(tmp_path: Path) -> None:
    assert _ranges(tmp_path, ">=22", "<25", ">=18") == [">=22", "<25"]


def test_many_ranges_become_few(tmp_path: Path) -> None:
    found = _ranges(tmp_path, *(f"1.{number}.0 || >=20" for number in range(300)))
    assert len(found) == node_lock.RANGES
