"""A plan as a child pipeline of GitLab CI (docs.gitlab.com: downstream pipelines, dynamic child pipelines).

Each selected project has one job that deploys it. Jobs for one project and stage of the service have one resource
group, so that GitLab runs one of them at a time.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import yaml

from justpack._version import __version__
from justpack.projects.planned import PlannedProject, RepositoryPlan

IMAGE = "python:3.13-slim"


def lines(plan: RepositoryPlan) -> Iterator[str]:
    """Yield the pipeline as YAML. If no project is selected, it has one job that does nothing: GitLab needs a job."""
    jobs: dict[str, object] = {f"deploy {row.path}": _job(row) for row in plan.selected}
    if not jobs:
        jobs = {"nothing changed": {"script": ["echo 'no project is selected'"]}}
    default = {"image": IMAGE, "before_script": [f"pip install justpack=={__version__}"]}
    yield from yaml.safe_dump({"default": default, **jobs}, sort_keys=False, width=10_000).splitlines()


def _job(row: PlannedProject) -> dict[str, object]:
    target = f"{row.project or row.path}/{row.stage}"
    return {
        "script": [f"justpack deploy --stage {shlex.quote(row.stage)} -- {shlex.quote(row.path)}"],
        "resource_group": target,
        "environment": {"name": target},
    }
