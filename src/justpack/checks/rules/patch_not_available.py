"""The declaration excludes the newest release of the predicted line.

The declaration admits the release line, but not its newest release: `<=3.12` admits only 3.12.0, and `22.99.0` does not
exist. The service runs one release of each line, most likely the newest. For Java the newest release is not known: the
prediction then depends on the assumption `java-patch`, and nothing is reported if `[assumptions]` sets it.

Example: `requires-python = "<=3.12"`.

Fix: declare the whole release line: `requires-python = "==3.12.*"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts import assumptions, runtimes
from justpack.model import Finding, Runtime, VersionSet


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each counted declaration that the line's newest release does not satisfy."""
    runtime = runtimes.by_id(context.prediction.runtime or "")
    if runtime is None:
        return
    if runtime.patch is None:
        if any(assumptions.JAVA_PATCH.assumption in each.assumptions for each in context.prediction.rests_on):
            yield from _first_releases(context, runtime)
        return
    patch = ".".join(map(str, runtime.patch))
    for each in context.prediction.evidence:
        evidence = each.evidence
        if each.role not in ("decides", "agrees") or evidence.versions is None or runtime.patch in evidence.versions:
            continue
        # A pin of an older release of the line is what a version file is for; a newer one does not exist.
        if evidence.strength == "pin" and not evidence.versions & _after(runtime.patch):
            continue
        yield RULE.finding(
            f"{evidence.name} {evidence.raw!r} does not admit {patch}, "
            f"the newest release of {runtime.title} ({runtimes.PATCHES_DATE})",
            evidence.location,
            _help(evidence.template, runtime.low, runtime.family),
        )


def _first_releases(context: PredictionContext, runtime: Runtime) -> Iterator[Finding]:
    """Yield the windows that end inside the line; the newest release is not known, but it is not the first one.

    `[17]` of Maven's enforcer admits only 17.0.0, and `[11,17]` ends there.
    """
    for each in context.prediction.evidence:
        evidence = each.evidence
        if each.role not in ("decides", "agrees") or not assumptions.ends_inside_line(evidence):
            continue
        assert evidence.versions is not None
        inside = evidence.versions & runtime.line
        end = inside.spans[-1][1] if inside else None
        if end is not None and end < runtime.high and assumptions.is_first_release(end):
            yield RULE.finding(
                f"{evidence.name} {evidence.raw!r} admits {runtime.title} only up to "
                f"{end[0]}.{end[1]}.{end[2] - 1}, but the service most likely runs a newer release of it",
                evidence.location,
                f"admit the whole line: '[{runtime.low[0]},{runtime.high[0]})'",
            )


def _after(patch: tuple[int, int, int]) -> VersionSet:
    return VersionSet((((patch[0], patch[1], patch[2] + 1), None),))


def _help(template: str | None, low: tuple[int, int, int], family: str) -> str:
    line = str(low[0]) if family == "node" else f"{low[0]}.{low[1]}"
    written = template.replace("{version}", line) if template else line
    return f"declare the whole line: {written!r}"


RULE = Rule("RT010", "patch-not-available", "warning", run=run)
