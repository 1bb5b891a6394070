"""The upload contains apps of two families.

JustDeploy treats `index.js` with `exports.handler` as a Node.js app, and `main.py` with `def handler` as a Python app.
If both are at the root, it is unknown which one will run, and the rule reports an error. If the manifests are of
different families, such as a pom.xml beside a package.json with a start script, the prediction depends on an
assumption, and the rule reports a warning.

Example: a Python cron app whose folder still contains the index.js that it replaced.

Fix: remove or ignore the app that should not run, or deploy the folder that contains only the other one. `runtime` in
justpack.toml determines what justpack predicts, not what the service does.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts.runtimes import FAMILY_TITLES
from justpack.model import Finding, Location, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield an error if there are handlers of two families, a warning if an assumption chooses the family."""
    prediction = context.prediction
    if prediction.outcome == "ambiguous":
        (first, because), *others = sorted(
            {(s.path, s.reason) for s in context.inspection.markers if s.weight == "handler"}
        )
        yield RULE.finding(
            f"the root contains apps of two families: {first} ({because}) and "
            + ", ".join(f"{path} ({why})" for path, why in others),
            Location(first),
            "leave one of them out, or deploy a folder that contains only one",
            related=[RelatedLocation(Location(path), why) for path, why in others],
        )
    elif prediction.family is not None and any("kind-order" in each.assumptions for each in prediction.rests_on):
        yield RULE.finding(
            f"the root contains manifests of several families; {FAMILY_TITLES[prediction.family]} is assumed",
            None,
            "deploy a folder that contains only one, or leave the other manifest out",
            related=[
                RelatedLocation(Location(path), f"belongs to {FAMILY_TITLES[family]}")
                for family, path in prediction.other_families
            ],
            severity="warning",
        )


RULE = Rule("RT002", "ambiguous-runtime", "error", run=run)
