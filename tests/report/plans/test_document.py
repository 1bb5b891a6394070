"""Tests that the JSON of a plan, written row by row, is that of the whole object."""

from __future__ import annotations

import pytest

from justpack.projects import file_marks
from justpack.projects.planned import DeletedProject, PlannedProject, RepositoryPlan
from justpack.report.formats.json import dumps
from justpack.report.plans import document


def _row(path: str, **files: str) -> PlannedProject:
    return PlannedProject(path, None, "production", None, None, ok=True, packed_files=file_marks.packed(files))


@pytest.mark.parametrize(
    "plan",
    [
        RepositoryPlan((), 0),
        RepositoryPlan((_row("rows"),), 1),
        RepositoryPlan(
            (_row("a", x="1"), _row("é\n\udcff::error", **{"\n      \"rows\"\n": "2"})), 4, {"b": "a"},
            {"rows": "it is a library"}, (DeletedProject("c", "shop", "production"),),
        ),
    ],
)  # fmt: skip
def test_is_the_text_of_the_whole_object(plan: RepositoryPlan) -> None:
    assert "\n".join(document.lines(plan)) == dumps("plan", True, plan.to_dict(), [])
