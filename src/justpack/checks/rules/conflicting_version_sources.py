"""Two declarations in the project require different runtimes.

Each tool reads other files: one reads .nvmrc, another one reads engines. If the files disagree, the runtime depends on
the tool, and a laptop can differ from the deployment. The prediction follows the source with the higher precedence. Two
declarations that have a version in common do not disagree, even if JustDeploy does not offer that version.

Example: `"engines": {"node": "22.x"}` in package.json and `24` in .nvmrc.

Fix: write the same release line in both files, or remove one of the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.facts import manifests
from justpack.model import EvaluatedEvidence, Finding, Prediction, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding that names every declaration which the runtime does not satisfy."""
    prediction = context.prediction
    if prediction.runtime is None or prediction.decides is None:
        return  # RT003 reports that no runtime fits
    losers = [each for each in prediction.evidence if each.role == "overruled" and _disagrees(each, prediction)]
    if losers:
        yield _finding(sorted(losers, key=_is_lock), prediction.decides, prediction.runtime)


def _disagrees(loser: EvaluatedEvidence, prediction: Prediction) -> bool:
    """Whether a declaration excludes the runtime, and has no version in common with one that is followed."""
    versions = loser.evidence.versions
    if versions is None or prediction.runtime in loser.accepts:
        return False
    followed = [each.evidence.versions for each in prediction.evidence if each.role in ("decides", "agrees")]
    return not all(versions & other for other in followed if other is not None)


def _is_lock(each: EvaluatedEvidence) -> bool:
    return _command(each.evidence.location.path) is not None


def _command(path: str) -> str | None:
    """Return the command that writes a lock file, or None if the file is not one."""
    name = path.rpartition("/")[2]
    return next((each.command for each in manifests.of("lock") if each.name == name), None)


def _finding(losers: list[EvaluatedEvidence], winner: EvaluatedEvidence, runtime: str) -> Finding:
    first = losers[0].evidence
    wants = " or ".join(losers[0].accepts) or "a version that JustDeploy does not offer"
    stronger = winner.evidence.name
    related = [RelatedLocation(winner.evidence.location, f"{stronger} has the higher precedence")]
    related += [
        RelatedLocation(each.evidence.location, f"{each.evidence.name} {each.evidence.raw!r} is overruled too")
        for each in losers[1:]
    ]
    related += [RelatedLocation(place, f"{first.name} {first.raw!r} again") for place in first.elsewhere]
    return RULE.finding(
        f"{first.name} {first.raw!r} requires {wants}, but {stronger} {winner.evidence.raw!r} decides: {runtime}",
        first.location,
        _help(losers, winner),
        related=related,
    )


def _help(losers: list[EvaluatedEvidence], winner: EvaluatedEvidence) -> str:
    """Return the help. A lock file is never edited by hand: its command writes it."""
    stronger = winner.evidence.name
    edited = [each.evidence.name for each in losers if not _is_lock(each)]
    paths = [each.evidence.location.path for each in (*losers, winner) if _is_lock(each)]
    commands = [command for path in dict.fromkeys(paths) if (command := _command(path))]
    run = " and ".join(f"`{each}`" for each in commands)
    if not edited:
        return f"change {stronger}, or the manifest and then run {run}"
    help = f"write the same release line in {stronger} and {' and '.join(dict.fromkeys(edited))}"
    return f"{help}, then run {run}" if run else f"{help}, or remove {edited[0]}"


RULE = Rule("RT004", "conflicting-version-sources", "warning", run=run)
