"""A version alias can resolve to a release newer than JustDeploy offers.

`lts/*`, `node`, `latest` and similar aliases resolve to the newest release, or the newest LTS release. The service
offers only the runtimes in its catalog. The same alias can therefore resolve to one version on a laptop and to another
one in the deployment, and both change with time.

Example: `lts/*` in .nvmrc.

Fix: write the release line: `22`.
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
            meant = f"; the newest runtime offered is {runtime.title}" if runtime else ""
            newest = "newest LTS release" if each.evidence.raw.lower().startswith("lts") else "newest release"
            yield RULE.finding(
                f"{each.evidence.name} {each.evidence.raw!r} resolves to the {newest}{meant}",
                each.evidence.location,
                f"write the release line: {runtime.low[0] if runtime.family == 'node' else runtime.title.split()[-1]}"
                if runtime
                else "write the release line",
            )


RULE = Rule("RT011", "catalog-behind", "warning", run=run)
