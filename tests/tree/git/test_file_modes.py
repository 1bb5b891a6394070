"""Tests of the executable bits of a plan outside of a repository; RP007's tests have those inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from justpack.model import Entry, Plan
from justpack.tree.git.file_modes import settle
from tests.tree.git_judge import Git
from tests.tree.planting import plant


def test_the_disk_decides_without_a_repository(tmp_path: Path) -> None:
    plan = Plan((Entry("a", 1, True, 0, 0, 0, 0),), (), ())
    assert settle(plan, tmp_path) == plan


def test_a_submodule_has_settings_of_its_own(tool: Callable[[str], str], tmp_path: Path) -> None:
    root = plant(tmp_path / "root", {"a": "", "kit/b": "", "kit/c": "", ".gitmodules": ""})
    git = Git(tool("git"), plant(tmp_path / "home", {}))
    git.checkout(root / "kit", None, ["b", "c"], "--chmod=+x", "b")
    git.checkout(root, None, ["a"], "--add", "--cacheinfo", "160000", "1" * 40, "kit")
    entries = tuple(Entry(path, 1, False, 0, 0, 0, 0) for path in ("a", "kit/b", "kit/c"))
    plan = Plan(entries, (), ())
    assert settle(plan, root) == plan
    with (root / "kit/.git/config").open("a") as config:
        config.write("[core]\n\tfileMode = false\n")
    assert [each.executable for each in settle(plan, root).entries] == [False, True, False]
    plan = Plan(entries[:1], (), ())
    assert settle(plan, root) == plan
