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
from justpack.model import EvaluatedEvidence, Evidence, Family, Finding, Prediction, RelatedLocation


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
    agreeing = [each for each in prediction.evidence if each.role == "agrees"]
    overruled = [each for each in prediction.evidence if each.role == "overruled"]
    title = runtimes.FAMILY_TITLES[prediction.family]
    if prediction.decides.accepts:
        admitted = " and ".join(prediction.decides.accepts)
        others = ", ".join(dict.fromkeys(f"{each.evidence.name} {each.evidence.raw!r}" for each in agreeing))
        message = f"{decides.name} {decides.raw!r} admits only {admitted}, which {others or 'the rest'} excludes"
    else:
        message = f"{decides.name} {decides.raw!r} admits no {title} that JustDeploy offers"
    yield RULE.finding(
        message,
        decides.location,
        _newer_gradle(prediction, agreeing) or f"{_edit(decides, prediction.family)}offered: {offered}",
        related=[
            *(RelatedLocation(each, f"{decides.name} {decides.raw!r} again") for each in decides.elsewhere),
            *(_related(each) for each in (*agreeing, *overruled)),
        ],
    )


def _related(each: EvaluatedEvidence) -> RelatedLocation:
    admits = " or ".join(each.accepts) or "no runtime either"
    return RelatedLocation(each.evidence.location, f"{each.evidence.name} {each.evidence.raw!r} alone admits {admits}")


def _newer_gradle(prediction: Prediction, agreeing: list[EvaluatedEvidence]) -> str | None:
    """Return the help for a wrapper that is too old: the first Gradle that runs on a Java that the rest admits."""
    if prediction.decides is None or prediction.decides.evidence.source != "gradle-wrapper":
        return None
    from justpack.versions import gradle  # not needed for other families

    for runtime in reversed(runtimes.of_family("java")):
        if all(runtime.id in each.accepts for each in agreeing):
            first = gradle.first_to_run_on(runtime.low[0])
            return f"set distributionUrl to Gradle {first} or newer, which runs on {runtime.id}" if first else None
    return None


def _edit(decides: Evidence, family: Family) -> str:
    """Return the edit that declares the nearest line that is offered, or "" if its syntax is not known."""
    if not decides.template or not decides.versions:
        return ""
    lines = sorted(runtimes.of_family(family), key=lambda each: each.low)
    above = decides.versions.spans[0][0] > lines[-1].low
    nearest = lines[-1] if above else lines[0]
    line = str(nearest.low[0]) if family != "python" else f"{nearest.low[0]}.{nearest.low[1]}"
    key = f"{decides.key} to " if decides.key else ""
    return f"set {key}{decides.template.replace('{version}', line)!r} in {decides.location.path}; "


RULE = Rule("RT003", "runtime-unsupported", "error", run=run)
