"""Two declarations in the project require different runtimes.

Each tool reads other files: one reads .nvmrc, another one reads engines. If the files disagree, the runtime depends on
the tool, and a laptop can differ from the deployment. The prediction follows the source with the higher precedence.

Example: `"engines": {"node": "22.x"}` in package.json and `24` in .nvmrc.

Fix: write the same release line in both files, or remove one of the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.model import EvaluatedEvidence, Finding, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each overruled declaration, with the location of the one that decides.

    Nothing is reported if the deciding declaration alone admits no runtime, because RT003 reports that cause.
    """
    prediction = context.prediction
    decides = prediction.decides
    if decides is not None and not decides.accepts:
        return
    for each in prediction.evidence:
        if each.role == "overruled" and decides is not None:
            yield _finding(each, decides, prediction.runtime)


def _finding(loser: EvaluatedEvidence, winner: EvaluatedEvidence, runtime: str | None) -> Finding:
    name, stronger = loser.evidence.name, winner.evidence.name
    wants = "no runtime JustDeploy offers" if not loser.accepts else " or ".join(loser.accepts)
    return RULE.finding(
        f"{name} {loser.evidence.raw!r} requires {wants}, but {stronger} {winner.evidence.raw!r} decides: {runtime}",
        loser.evidence.location,
        f"write the same release line in both, or remove {name}",
        related=[
            RelatedLocation(winner.evidence.location, f"{stronger} has the higher precedence"),
            *(RelatedLocation(each, f"{name} {loser.evidence.raw!r} again") for each in loser.evidence.elsewhere),
        ],
    )


RULE = Rule("RT004", "conflicting-version-sources", "warning", run=run)
