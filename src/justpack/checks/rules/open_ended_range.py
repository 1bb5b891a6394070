"""The declared range has no upper bound, and the prediction depends on it.

A range such as `>=18` admits several of the release lines that JustDeploy offers, and all that it will add. Which line
the service chooses is an assumption, and the same upload may get another runtime when a new line is added.

For Python the finding is only a note: by convention `requires-python` is a lower bound, as the packaging guides
recommend and as `uv init` and `poetry new` write it.

Example: `"engines": {"node": ">=18"}` while nodejs22.x and nodejs24.x are offered.

Fix: declare one release line: `"engines": {"node": "22.x"}`.
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
    # A Java declaration is always a lower bound: a newer JDK compiles for it too.
    if runtime is None or runtime.family == "java" or decides is None or prediction.certainty != "assumed":
        return
    if len(prediction.candidates) < 2 or not _floats(decides):
        return
    evidence = decides.evidence
    offered = ", ".join(reversed(prediction.candidates))
    yield RULE.finding(
        f"{evidence.name} {evidence.raw!r} has no upper bound: it admits {offered}, and each line that will be added",
        evidence.location,
        f"declare one line: {_exact(context, decides, runtime)}",
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
