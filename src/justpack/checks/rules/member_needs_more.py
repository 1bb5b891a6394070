"""A member of the workspace does not support the runtime of the root.

An upload has one runtime. If the declarations of the root determine it, a member whose own manifest requires another
release line runs on a runtime that it excludes.

Example: the root declares `"node": ">=20"`, `packages/api` declares `"node": "22.x"`, and nodejs24.x is predicted.

Fix: declare a range at the root that all members admit, or deploy the folder of the member.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts.assumptions import MEMBER_MANIFESTS
from justpack.model import Finding


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each member's declaration that does not admit the prediction."""
    runtime = context.prediction.runtime
    for each in context.prediction.evidence:
        member = MEMBER_MANIFESTS in each.evidence.required_assumptions
        if member and runtime is not None and each.evidence.problem is None and runtime not in each.accepts:
            evidence = each.evidence
            wants = " or ".join(each.accepts) or "no runtime JustDeploy offers"
            yield RULE.finding(
                f"{evidence.location.path} {evidence.name} {evidence.raw!r} requires {wants}, "
                f"but the workspace gets {runtime}",
                evidence.location,
                "declare a range at the root that all members admit, or deploy the member's folder",
            )


RULE = Rule("RT013", "member-needs-more", "warning", run=run)
