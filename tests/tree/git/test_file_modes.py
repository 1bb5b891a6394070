"""Tests of the executable bits of a plan outside of a repository; RP007's tests have those inside."""

from __future__ import annotations

from pathlib import Path

from justpack.model import Entry, Plan
from justpack.tree.git.file_modes import settle


def test_the_disk_decides_without_a_repository(tmp_path: Path) -> None:
    plan = Plan((Entry("a", 1, True, 0, 0, 0, 0),), (), ())
    assert settle(plan, tmp_path) == plan
