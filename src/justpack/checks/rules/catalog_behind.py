"""A declaration follows the world, and the world is ahead of JustDeploy.

`lts/*`, `node`, `latest` and their like mean the newest release there is. The service offers what its catalog lists, so
the same word means another version on a laptop than in the deployment, and another one next year.

Example: `lts/*` in .nvmrc.

Fix: name the line: `22`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.facts import runtimes
from justpack.model import Finding

CHECK = Check("RT011", "catalog-behind", "warning")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding for each declaration that follows the world."""
    runtime = runtimes.by_id(subject.prediction.runtime or "")
    for each in subject.prediction.evidence:
        if each.evidence.floating and each.role != "invalid":
            meant = f"; here it can mean at most {runtime.title}" if runtime else ""
            yield CHECK.finding(
                f"{each.evidence.name} {each.evidence.raw!r} means the newest there is{meant}",
                each.evidence.location,
                f"name the line: {runtime.low[0] if runtime.family == 'node' else runtime.title.split()[-1]}"
                if runtime
                else "name the line",
            )
