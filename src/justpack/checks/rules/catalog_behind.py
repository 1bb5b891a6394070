"""A declaration follows the world, and the world is ahead of JustDeploy.

`lts/*`, `node`, `latest` and their like mean the newest release there is. The service offers what its catalog lists, so
the same word means another version on a laptop than in the deployment, and another one next year.

Example: `lts/*` in .nvmrc.

Fix: name the line: `22`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts import runtimes
from justpack.model import Finding


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each floating alias."""
    runtime = runtimes.by_id(context.prediction.runtime or "")
    for each in context.prediction.evidence:
        if each.evidence.floating and each.role != "invalid":
            meant = f"; here it can mean at most {runtime.title}" if runtime else ""
            yield RULE.finding(
                f"{each.evidence.name} {each.evidence.raw!r} means the newest there is{meant}",
                each.evidence.location,
                f"name the line: {runtime.low[0] if runtime.family == 'node' else runtime.title.split()[-1]}"
                if runtime
                else "name the line",
            )


RULE = Rule("RT011", "catalog-behind", "warning", run=run)
