"""Tests of the child pipeline for GitLab CI."""

from __future__ import annotations

import shlex

import yaml

from justpack.projects.planned import PlannedProject, RepositoryPlan
from justpack.report.plans.pipeline import lines


def _pipeline(*rows: PlannedProject) -> dict[str, dict[str, object]]:
    found = yaml.safe_load("\n".join(lines(RepositoryPlan(rows, len(rows)))))
    assert isinstance(found, dict)
    return found


def _row(path: str, project: str | None = None, *, selected: bool = True) -> PlannedProject:
    return PlannedProject(path, project, "production", "nodejs22.x", "certain", ok=True, selected=selected)


def test_deploys_each_selected_project_one_at_a_time() -> None:
    found = _pipeline(_row("services/api", "shop-api"), _row("services/web", selected=False))
    assert set(found) == {"default", "deploy services/api"}
    job = found["deploy services/api"]
    assert job["script"] == ["justpack deploy --stage production -- services/api"]
    assert job["resource_group"] == "shop-api/production"


def test_quotes_paths_for_the_shell() -> None:
    path = "a b; $(touch x) 'q'"
    commands = _pipeline(_row(path))[f"deploy {path}"]["script"]
    assert isinstance(commands, list)
    assert shlex.split(commands[0])[-1] == path


def test_has_a_job_if_nothing_is_selected() -> None:
    assert set(_pipeline()) == {"default", "nothing changed"}
