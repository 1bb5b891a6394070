"""A plan as the matrix of a GitHub Actions job (docs.github.com: running variations of jobs in a workflow).

A matrix creates at most 256 jobs. Up to that number there is one job for each selected project; beyond it, each job has
several. `paths` of a job is one line for `xargs`, which removes the quotes.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise

from justpack.projects.planned import PlannedProject, RepositoryPlan

JOBS = 256
"""The most jobs of one matrix (docs.github.com: usage limits of GitHub Actions)."""


def matrix(plan: RepositoryPlan) -> str:
    """Return the matrix as one line of JSON."""
    rows = plan.selected
    if len(rows) <= JOBS:
        jobs = [_job(row.path, [row]) for row in rows]
    else:
        size, more = divmod(len(rows), JOBS)
        ends = [number * size + min(number, more) for number in range(JOBS + 1)]
        shards = [rows[start:end] for start, end in pairwise(ends)]
        jobs = [_job(f"{number} of {JOBS}", shard) for number, shard in enumerate(shards, 1)]
    return json.dumps({"include": jobs}, ensure_ascii=True)


def outputs(plan: RepositoryPlan) -> Iterator[str]:
    """Yield the outputs of the step. A job with an empty matrix fails, so `any` is for its `if`."""
    yield f"matrix={matrix(plan)}"
    yield f"count={len(plan.selected)}"
    yield f"any={'true' if plan.selected else 'false'}"


def _job(name: str, rows: Sequence[PlannedProject]) -> dict[str, str]:
    first = rows[0]
    single = (
        {} if len(rows) > 1 else {"project": first.project or "", "stage": first.stage, "runtime": first.runtime or ""}
    )
    return {"name": name, "paths": shlex.join(row.path for row in rows), **single}
