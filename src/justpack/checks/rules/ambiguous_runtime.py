"""The upload shows two kinds of app.

`index.js` with `exports.handler` is a Node.js app to JustDeploy, `main.py` with `def handler` a Python one. With both
at the root nobody can say which one will run, and that is an error. Two manifests of different families, such as a
pom.xml beside a package.json with a start script, are a warning: the prediction rests on an assumption then.

Example: a Python cron app whose folder still holds the index.js it replaced.

Fix: remove or ignore the one that should not run, or deploy the folder that holds only the other. `runtime` in
justpack.toml settles what justpack predicts, not what the service does.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield an error if there are handlers of two families, a warning if an assumption chooses the family."""
    prediction = context.prediction
    if prediction.outcome == "ambiguous":
        (first, because), *others = sorted(
            {(s.path, s.reason) for s in context.inspection.markers if s.weight == "handler"}
        )
        yield RULE.finding(
            f"two kinds of app at the root: {first} ({because}) and others",
            Location(first),
            "leave one of them out, or deploy the folder that holds only one",
            related=[RelatedLocation(Location(path), why) for path, why in others],
        )
    elif any("kind-order" in each.assumptions for each in prediction.rests_on):
        yield RULE.finding(
            f"several kinds of app at the root; {prediction.family} is assumed",
            None,
            "deploy the folder that holds only one, or leave the other's manifest out",
            related=[RelatedLocation(Location(path), f"shows {family}") for family, path in prediction.other_families],
            severity="warning",
        )


RULE = Rule("RT002", "ambiguous-runtime", "error", run=run)
