"""Tests of the text of a plan."""

from __future__ import annotations

from justpack.projects.planned import PlannedProject, RepositoryPlan
from justpack.report.plans.table import lines
from justpack.report.style import Style


def test_shows_each_selected_project_with_its_reason() -> None:
    rows = (
        PlannedProject("a", None, "production", "nodejs22.x", "certain", ok=True, size=12, reasons=("changed: x.js",)),
        PlannedProject("b/c", None, "production", None, None, ok=False, findings={"error": 2, "warning": 1}),
        PlannedProject("d", None, "production", "java17", "assumed", ok=True, selected=False),
    )
    assert list(lines(RepositoryPlan(rows, 9), Style())) == [
        "a    nodejs22.x  certain  ready                           12 B  changed: x.js",
        "b/c  no runtime           not ready, 2 errors, 1 warning  0 B",
        "2 of 9 projects",
    ]


def test_says_that_nothing_is_selected() -> None:
    row = PlannedProject("a", None, "production", "java17", "assumed", ok=True, selected=False)
    assert list(lines(RepositoryPlan((row,), 1), Style())) == ["no project is selected; 1 project found"]
    assert list(lines(RepositoryPlan((), 0), Style())) == ["no project was found"]


def test_names_the_folders_that_are_not_listed() -> None:
    few = {"kit": "it is a library", "infra": "it describes infrastructure"}
    found = list(lines(RepositoryPlan((), 0, {}, few), Style()))
    assert found[1] == "not listed: infra (it describes infrastructure), kit (it is a library)"
    assert "[workspace] members" in found[2]


def test_counts_many_folders_that_are_not_listed() -> None:
    many = {f"lib{number:02}": "it is a library" for number in range(12)}
    assert list(lines(RepositoryPlan((), 0, {}, many), Style()))[1].endswith("lib09 (it is a library), 2 more")
