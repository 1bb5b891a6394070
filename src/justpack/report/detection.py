"""Text output of a prediction.

The output starts with the runtime, followed by the deciding line, the assumptions on which the prediction depends, and
the edit that would make the prediction certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.facts import runtimes
from justpack.model import Edit, EvaluatedEvidence, Prediction
from justpack.report.findings import excerpt, where
from justpack.report.style import Style, safe

_NO_RUNTIME = {
    "unsupported": "no runtime: what is declared admits none that JustDeploy offers",
    "malformed": "no runtime: the manifest that decides cannot be read",
    "ambiguous": "no runtime: two kinds of app are here",
    "unknown": "no runtime: no project is here",
}
_LOCKED = "lock-dependency"
"""The source of the ranges that dependencies declare in a lock file, shown as one line."""


def lines(prediction: Prediction, style: Style) -> Iterator[str]:
    """Yield the lines for a prediction and its reasons; findings are not included."""
    yield from _headline(prediction, style)
    decides = prediction.decides
    if decides is not None and prediction.runtime is not None:
        name = f"{decides.evidence.name} decides" + (
            f", {safe(decides.evidence.note)}" if decides.evidence.note else ""
        )
        yield ""
        yield from excerpt(
            decides.evidence.location, style, len(str(decides.evidence.location.line or 1)), "green", name
        )
    elif prediction.runtime is not None:
        yield ""
        yield "Nothing in the project declares a version, so the default of its family is taken."
    yield from _others(prediction, style)
    yield from _rests_on(prediction, style)


def _headline(prediction: Prediction, style: Style) -> Iterator[str]:
    if prediction.runtime is None:
        yield style("red", _NO_RUNTIME[prediction.outcome])
        return
    runtime = runtimes.by_id(prediction.runtime)
    title = f"  {runtime.title}" if runtime else ""
    sure = style("green", "certain") if prediction.certainty == "certain" else style("yellow", "assumed")
    yield f"{style('bold', prediction.runtime)}{title}, {sure}"


def _others(prediction: Prediction, style: Style) -> Iterator[str]:
    # Hints are shown by `--explain` only.
    rest = [weighed for weighed in prediction.evidence if weighed.role in ("agrees", "overruled")]
    if rest:
        yield ""
    shown = {"agrees": "also", "overruled": "overruled"}
    folded = [each for each in rest if each.role == "agrees" and each.evidence.source == _LOCKED]
    if len(folded) > 1:
        rest = [each for each in rest if each not in folded]
    for weighed in rest:
        yield f"  {style('dim', f'{shown[weighed.role]:<10}')} {_line(weighed)}"
    if len(folded) > 1:
        path = folded[0].evidence.location.path
        ranges = f"{len(folded)} ranges of dependencies, which engine-strict makes binding"
        yield f"  {style('dim', 'also      ')} {safe(path)}: {ranges}"
    for family, path in prediction.other_families:
        yield f"  {style('dim', 'also seen ')} {safe(path)} shows {runtimes.FAMILY_TITLES[family]}"


def _line(weighed: EvaluatedEvidence) -> str:
    evidence = weighed.evidence
    key = f" {evidence.key}" if evidence.key else ""
    return f"{where(evidence.location)}{safe(key)} {safe(evidence.raw)!r}"


def _rests_on(prediction: Prediction, style: Style) -> Iterator[str]:
    if not prediction.rests_on:
        return
    yield ""
    yield "This rests on what is not published:"
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in prediction.rests_on:
        grouped.setdefault((each.assumption, each.says), []).append(each.otherwise or "a failed build")
    for (assumption, says), otherwise in grouped.items():
        yield f"  {style('yellow', assumption)}: {says}; otherwise {' or '.join(otherwise)}"
    if prediction.edit is not None:
        yield edit_line(prediction.edit, style)
    else:
        yield (
            "justpack knows no single edit that makes it certain; "
            "set an assumption that you know to be true in justpack.toml"
        )


def edit_line(edit: Edit, style: Style) -> str:
    """Return the advice to make the edit that makes the prediction certain."""
    verb = "create" if edit.creates else "set"
    detail = (
        f"{edit.path} with {edit.key} {edit.value!r}"
        if edit.creates
        else f"{edit.key} to {edit.value!r} in {edit.path}"
    )
    return f"To make it certain, {verb} {style('bold', safe(detail))}"
