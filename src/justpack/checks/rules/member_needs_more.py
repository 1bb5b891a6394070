"""A member of the workspace does not run on the runtime that the root gets.

The upload has one runtime. Where the root's declarations decide it, a member whose own manifest asks for another line
is deployed on one it excludes.

Example: the root says `"node": ">=20"`, and `packages/api` says `"node": "22.x"`, while the prediction is nodejs24.x.

Fix: give the root a range that all members admit, or deploy the member's own folder.
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
                f"{evidence.location.path} {evidence.name} {evidence.raw!r} wants {wants}, "
                f"but the workspace gets {runtime}",
                evidence.location,
                "declare at the root what all members admit, or deploy the member's folder",
            )


RULE = Rule("RT013", "member-needs-more", "warning", run=run)
