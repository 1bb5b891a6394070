"""Tests of the matrix for GitHub Actions."""

from __future__ import annotations

import json
import shlex

from justpack.projects.planned import PlannedProject, RepositoryPlan
from justpack.report.plans.matrix import JOBS, matrix, outputs


def _plan(*paths: str) -> RepositoryPlan:
    rows = tuple(PlannedProject(path, "shop", "production", "nodejs22.x", "certain", ok=True) for path in paths)
    return RepositoryPlan(rows, len(rows))


def test_has_a_job_for_each_project() -> None:
    assert json.loads(matrix(_plan("a", "b c"))) == {
        "include": [
            {"name": "a", "paths": "a", "project": "shop", "stage": "production", "runtime": "nodejs22.x"},
            {"name": "b c", "paths": "'b c'", "project": "shop", "stage": "production", "runtime": "nodejs22.x"},
        ]
    }


def test_has_shards_beyond_the_limit_and_loses_no_project() -> None:
    paths = [f"services/{number}" for number in range(JOBS * 2 + 3)]
    jobs = json.loads(matrix(_plan(*paths)))["include"]
    assert len(jobs) == JOBS
    assert [path for job in jobs for path in shlex.split(job["paths"])] == paths
    assert {len(shlex.split(job["paths"])) for job in jobs} == {2, 3}


def test_an_empty_plan_tells_so() -> None:
    assert list(outputs(_plan())) == ['matrix={"include": []}', "count=0", "any=false"]


def test_outputs_are_single_lines() -> None:
    assert all("\n" not in line for line in outputs(_plan("a\nb=c", "::set-output::")))
