"""Tests of the rule about unreadable files and folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack import pipeline
from justpack.checks.context import PackageContext
from justpack.checks.rules import unreadable_path
from justpack.model import Inspection, Plan, Prediction, Refused
from justpack.settings import Settings
from tests.outside import user_id


def _codes(tmp_path: Path, refused: tuple[Refused, ...]) -> list[tuple[str, str, str | None]]:
    tree = pipeline.open_project(tmp_path, Settings()).tree
    prediction = Prediction(None, None, "unknown", None)
    context = PackageContext(tree, Inspection(), prediction, plan=Plan((), (), refused))
    found = unreadable_path.run(context)
    return [(each.code, each.severity, each.location.path if each.location else None) for each in found]


def test_reports_paths_that_the_plan_could_not_read(tmp_path: Path) -> None:
    refused = (Refused("a", "unreadable", "cannot be read"), Refused("b", "link-escapes", "leads out"))
    assert _codes(tmp_path, refused) == [("FP015", "error", "a")]
    assert _codes(tmp_path, refused[1:]) == []


@pytest.mark.skipif(user_id() == 0, reason="nothing is unreadable to root")
def test_reports_a_folder_of_another_user(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "data").mkdir(mode=0)
    review = pipeline.check(pipeline.open_project(tmp_path, Settings()))
    (tmp_path / "data").chmod(0o755)
    assert [finding.location and finding.location.path for finding in review.findings if finding.code == "FP015"] == [
        "data"
    ]
