"""The declared range has no upper end, and the prediction hangs on it.

A range such as `>=18` admits every line JustDeploy offers from there on, and each one it will add. Today it is an
assumption which one is taken; with the next one in the catalog the same upload may get another runtime.

Of Python it is only a note: `requires-python` is a floor by custom, as the packaging guides advise and `uv init` and
`poetry new` write it.

Example: `"engines": {"node": ">=18"}` while nodejs22.x and nodejs24.x are offered.

Fix: name one line: `"engines": {"node": "22.x"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts import runtimes
from justpack.model import EvaluatedEvidence, Finding, Runtime


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding at the declaration that decides if it admits lines that do not exist yet."""
    prediction = context.prediction
    runtime, decides = runtimes.by_id(prediction.runtime or ""), prediction.decides
    # Of Java, a declaration is a floor by its nature: which JDK compiles for it is another question.
    if runtime is None or runtime.family == "java" or decides is None or prediction.certainty != "assumed":
        return
    if len(prediction.candidates) < 2 or not _floats(decides):
        return
    evidence = decides.evidence
    offered = ", ".join(reversed(prediction.candidates))
    yield RULE.finding(
        f"{evidence.name} {evidence.raw!r} floats: it admits {offered}, and each line that will be added",
        evidence.location,
        f"name one line: {_exact(context, decides, runtime)}",
        severity="info" if runtime.family == "python" else None,
    )


def _floats(decides: EvaluatedEvidence) -> bool:
    evidence = decides.evidence
    if not evidence.versions or evidence.floating or evidence.strength != "range":
        return False
    return evidence.versions.spans[-1][1] is None


def _exact(context: PredictionContext, decides: EvaluatedEvidence, runtime: Runtime) -> str:
    """Return the edit that makes the prediction certain, else the line in the syntax of this source."""
    edit, evidence = context.prediction.edit, decides.evidence
    if edit is not None and edit.path == evidence.location.path:
        return f"{edit.key} {edit.value!r}"
    line = str(runtime.low[0]) if runtime.family == "node" else f"{runtime.low[0]}.{runtime.low[1]}"
    return repr(evidence.template.replace("{version}", line)) if evidence.template else line


RULE = Rule("RT005", "open-ended-range", "warning", run=run)
