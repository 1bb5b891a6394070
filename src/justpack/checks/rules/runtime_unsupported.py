"""The declarations exclude every runtime that JustDeploy offers.

The service can run only the release lines in its catalog. If a declaration excludes all of them, such as Node.js 18 or
Python 3.11, the build fails or the service ignores the declaration.

Example: `"engines": {"node": "18.x"}`.

Fix: widen the range or change it to a supported line: `"engines": {"node": "22.x"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts import runtimes
from justpack.model import Finding, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding at the declaration that decided."""
    prediction = context.prediction
    if prediction.outcome != "unsupported" or prediction.family is None:
        return
    offered = ", ".join(runtime.id for runtime in runtimes.of_family(prediction.family))
    if prediction.decides is None:
        yield RULE.finding(f"{prediction.reason}, so no supported runtime is left", None, f"offered: {offered}")
        return
    decides = prediction.decides.evidence
    others = [w.evidence for w in prediction.evidence if w.role == "agrees"]
    same = [w.evidence for w in prediction.evidence if w.role == "overruled" and not w.accepts]
    title = runtimes.FAMILY_TITLES[prediction.family]
    yield RULE.finding(
        f"{decides.name} {decides.raw!r} admits no {title} that JustDeploy offers",
        decides.location,
        f"offered: {offered}",
        related=[
            *(RelatedLocation(each, f"{decides.name} {decides.raw!r} again") for each in decides.elsewhere),
            *(RelatedLocation(each.location, f"{each.name} {each.raw!r} admits none either") for each in same),
            *(RelatedLocation(each.location, f"{each.name} {each.raw!r} alone admits a runtime") for each in others),
        ],
    )


RULE = Rule("RT003", "runtime-unsupported", "error", run=run)
