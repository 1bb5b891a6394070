"""Text output of `detect --explain`: the evidence by precedence, and the reason for or against each runtime."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.facts import precedence, runtimes
from justpack.model import EvaluatedEvidence, Prediction, Role
from justpack.report.findings import where
from justpack.report.style import Style, safe

_COLORS: dict[Role, str] = {
    "decides": "green",
    "agrees": "cyan",
    "overruled": "yellow",
    "hint": "dim",
    "invalid": "red",
}


def lines(prediction: Prediction, style: Style) -> Iterator[str]:
    """Yield the lines for the evidence, then one line for each runtime of the family with the reason for its result."""
    if prediction.evidence:
        yield style("bold", "Evidence, strongest first")
    for weighed in prediction.evidence:
        yield from _weighed(weighed, style)
    if prediction.family is None:
        return
    yield style("bold", "Runtimes")
    for runtime in runtimes.of_family(prediction.family):
        yield f"  {runtime.id:<11} {_fate(runtime.id, prediction)}"


def _weighed(weighed: EvaluatedEvidence, style: Style) -> Iterator[str]:
    evidence = weighed.evidence
    key = f"{safe(evidence.key)} " if evidence.key else ""
    role = style(_COLORS[weighed.role], f"{weighed.role:<9}")
    rank = precedence.rank(evidence)
    yield f"  {rank} {role} {where(evidence.location)} {key}{safe(evidence.raw)!r} ({evidence.strength})"
    meaning = f"means {evidence.versions}; " if evidence.versions is not None else ""
    admits = f"admits {', '.join(weighed.accepts)}" if weighed.accepts else "admits none that is offered"
    yield (
        f"      {meaning}{admits if evidence.versions is not None else ''}".rstrip(" ;")
        if meaning
        else "      no version"
    )
    yield f"      {safe(weighed.reason)}" + (f"; {safe(evidence.note)}" if evidence.note else "")


def _fate(id: str, prediction: Prediction) -> str:
    if id == prediction.runtime:
        return f"chosen: {safe(prediction.reason)}"
    excluding = next((w for w in prediction.evidence if w.role in ("decides", "agrees") and id not in w.accepts), None)
    if excluding is not None:
        return f"excluded by {where(excluding.evidence.location)} {safe(excluding.evidence.raw)!r}"
    choice = f"{prediction.family}-{'choice' if prediction.decides else 'default'}"
    return f"fits, but {choice} prefers another" if prediction.runtime else "fits"
