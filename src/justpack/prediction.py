"""The prediction: chooses a runtime from the evidence, and determines how certain the choice is.

The prediction is a pure function of the `Inspection` of the project, the catalog of runtimes and the assumptions about
the service. It is computed with the assumed values, then again with each assumption changed, and with each two
assumptions changed together. The smallest sets of changes that alter the answer are reported as `rests_on`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from justpack.facts import assumptions as assumed
from justpack.facts import precedence, runtimes
from justpack.frozen import frozen
from justpack.model import (
    EVERY,
    Assumption,
    AssumptionDependency,
    EvaluatedEvidence,
    Evidence,
    Family,
    Inspection,
    Need,
    Outcome,
    Prediction,
    ProjectMarker,
    Role,
    Runtime,
    VersionSet,
    Weight,
)

_WEIGHTS: tuple[Weight, ...] = ("handler", "manifest", "source", "hint")


@frozen
class _Conclusion:
    """The answer that follows from the evidence under one set of assumption values."""

    outcome: Outcome
    family: Family | None = None
    runtime: str | None = None
    """The id of the runtime, or None if the build would fail."""
    candidates: tuple[str, ...] = ()
    weighed: tuple[EvaluatedEvidence, ...] = ()
    reason: str = ""


def predict(
    inspection: Inspection,
    *,
    catalog: Sequence[Runtime] | None = None,
    settled: Mapping[str, str] | None = None,
) -> Prediction:
    """Return the prediction for an inspected project.

    `catalog` contains the runtimes that the service offers; None: those of `facts/runtimes.py`.
    `settled` contains the values of assumptions that the user knows to be true; the prediction never depends on them.
    """
    open_assumptions = assumed.ASSUMPTIONS if catalog is None else assumed.of_catalog(catalog)
    catalog = runtimes.CATALOG if catalog is None else catalog
    settled = settled or {}
    values = {**{each.id: each.value for each in open_assumptions}, **settled}
    base = _conclude(inspection, catalog, values)
    rests_on: tuple[AssumptionDependency, ...] = ()
    if base.runtime is not None or base.outcome == "unsupported":
        rests_on = tuple(dict.fromkeys(_rests_on(inspection, catalog, open_assumptions, values, settled, base)))
    return Prediction(
        runtime=base.runtime,
        family=base.family,
        outcome=base.outcome,
        certainty=None if base.runtime is None else "assumed" if rests_on else "certain",
        rests_on=rests_on,
        candidates=base.candidates,
        evidence=base.weighed,
        version=dict(reversed(inspection.versions)).get(base.family) if base.family else None,
        other_families=_other_families(inspection, base.family),
        reason=base.reason,
    )


def _other_families(inspection: Inspection, chosen: Family | None) -> tuple[tuple[Family, str], ...]:
    others: dict[Family, str] = {}
    for sighting in _heaviest_first(inspection.markers):
        if sighting.family != chosen:
            others.setdefault(sighting.family, sighting.path)
    return tuple(sorted(others.items()))


def _heaviest_first(markers: Iterable[ProjectMarker]) -> list[ProjectMarker]:
    return sorted(markers, key=lambda sighting: _WEIGHTS.index(sighting.weight))


# --- the assumptions on which an answer depends ---------------------------------------------------------------


def _rests_on(
    inspection: Inspection,
    catalog: Sequence[Runtime],
    assumptions: Sequence[Assumption],
    values: Mapping[str, str],
    settled: Mapping[str, str],
    base: _Conclusion,
) -> Iterator[AssumptionDependency]:
    open_ids = _relevant(inspection) - settled.keys()
    says = {each.id: each.says for each in assumptions}
    flips = [Need(a.id, other) for a in assumptions if a.id in open_ids for other in a.others]
    alone: set[Need] = set()
    for flip in flips:
        answer = _conclude(inspection, catalog, {**values, flip.assumption: flip.value}).runtime
        if answer != base.runtime:
            alone.add(flip)
            yield AssumptionDependency((flip.assumption,), says[flip.assumption], answer)
    for one, two in combinations((flip for flip in flips if flip not in alone), 2):
        if one.assumption == two.assumption:
            continue
        answer = _conclude(
            inspection, catalog, {**values, one.assumption: one.value, two.assumption: two.value}
        ).runtime
        if answer != base.runtime:
            both = f"{says[one.assumption]}; {says[two.assumption]}"
            yield AssumptionDependency((one.assumption, two.assumption), both, answer)


def _relevant(inspection: Inspection) -> set[str]:
    """Return the ids of the assumptions that `_conclude` reads for this project; no other can change the answer."""
    families = {marker.family for marker in inspection.markers} | {item.family for item in inspection.evidence}
    needs = {need.assumption for item in inspection.evidence for need in item.required_assumptions}
    choices = {f"{family}-{what}" for family in families for what in ("choice", "default")}
    patches = {assumed.JAVA_PATCH.assumption} if any(map(assumed.ends_inside_line, inspection.evidence)) else set()
    return {"kind-order", "invalid-declaration"} | needs | choices | patches


# --- the answer under one set of assumption values ------------------------------------------------------------


def _conclude(inspection: Inspection, catalog: Sequence[Runtime], values: Mapping[str, str]) -> _Conclusion:
    pins = [evidence for evidence in inspection.evidence if precedence.rank(evidence) == precedence.PIN]
    if pins:
        family: Family | None = pins[0].family
    else:
        chosen = _kind(inspection, values["kind-order"])
        if isinstance(chosen, _Conclusion):
            return chosen
        family = chosen
    broken = next((s.problem for s in inspection.markers if s.family == family and s.problem), None)
    if broken is not None and not pins:
        return _Conclusion("malformed", family, reason=broken.message)
    assert family is not None
    return _choose(
        family,
        [evidence for evidence in inspection.evidence if evidence.family == family],
        [runtime for runtime in catalog if runtime.family == family],
        values,
    )


def _kind(inspection: Inspection, order: str) -> Family | _Conclusion:
    """Return the family with the strongest markers, or a conclusion without a runtime if no family can be chosen."""
    if not inspection.markers:
        return _Conclusion("unknown", reason="no project was found here")
    heaviest = min(_WEIGHTS.index(sighting.weight) for sighting in inspection.markers)
    seen = {s.family: s.path for s in reversed(inspection.markers) if _WEIGHTS.index(s.weight) == heaviest}
    if len(seen) > 1 and _WEIGHTS[heaviest] == "handler":
        return _Conclusion("ambiguous", reason=f"handlers of two families: {' and '.join(sorted(seen.values()))}")
    ranked: list[str] = order.split(", ")
    return min(seen, key=ranked.index)


def _choose(
    family: Family, evidence: Sequence[Evidence], catalog: Sequence[Runtime], values: Mapping[str, str]
) -> _Conclusion:
    """Intersect the declared version sets by precedence, then choose a runtime from the rest."""
    live = sorted((e for e in evidence if _counts(e, values)), key=_precedence)
    if values["invalid-declaration"] == "fails":
        unreadable = next((e for e in live if e.problem is not None and e.strength != "hint"), None)
        if unreadable is not None:
            return _Conclusion("unsupported", family, reason=f"{unreadable.key} cannot be understood")
    everything = VersionSet.of(*(span for runtime in catalog for span in runtime.line.spans))
    left = everything
    decides: Evidence | None = None
    declared = False
    emptied = False
    overruled: dict[int, str] = {}
    for item in live:
        admitted = _admits(item, catalog)
        if admitted is None:
            continue
        if values[assumed.JAVA_PATCH.assumption] == assumed.JAVA_PATCH.value and assumed.ends_inside_line(item):
            admitted = _with_newest(admitted, catalog)
        narrowed = left & admitted
        if emptied:
            overruled[id(item)] = _who(decides)
        elif narrowed:
            if _fit(narrowed, catalog) != _fit(left, catalog) or _outdoes(item, decides):
                decides = item
            declared = declared or item.strength != "window"
            left = narrowed
        elif left is everything or item.strength == "window":
            # No stronger declaration has excluded a runtime, so this one alone excludes all of them. A window is the
            # limit of a tool, which no declaration can overrule.
            decides, emptied = item, True
        else:
            overruled[id(item)] = _who(decides)
    candidates = () if emptied else _preferred(family, _fit(left, catalog), declared, values)
    weighed = tuple(_weigh(item, catalog, values, decides, overruled) for item in sorted(evidence, key=_precedence))
    if not candidates:
        reason = f"{_who(decides)} admits no supported runtime"
        return _Conclusion("unsupported", family, weighed=weighed, reason=reason)
    reason = f"{_who(decides)} decides" if decides else f"nothing declares a version, so the default of {family}"
    return _Conclusion("predicted", family, candidates[0], candidates, weighed, reason)


def _outdoes(item: Evidence, decides: Evidence | None) -> bool:
    """Whether evidence that excludes no further runtime replaces the deciding evidence.

    The first declaration decides; of several lower bounds, the highest decides.
    """
    if item.strength == "window":
        return False
    if decides is None:
        return True
    mine, theirs = item.versions, decides.versions
    if mine is None or theirs is None or not item.strength == decides.strength == "floor":
        return False
    return mine != theirs and mine & theirs == mine


def _precedence(evidence: Evidence) -> tuple[int, bool]:
    """Return the sort key: the rank of the source, then members of a workspace before its root."""
    return precedence.rank(evidence), assumed.MEMBER_MANIFESTS not in evidence.required_assumptions


def _counts(evidence: Evidence, values: Mapping[str, str]) -> bool:
    """Whether the service considers the evidence under these values."""
    return all(values[need.assumption] == need.value for need in evidence.required_assumptions)


def _admits(evidence: Evidence, catalog: Sequence[Runtime]) -> VersionSet | None:
    if evidence.strength == "hint" or evidence.problem is not None:
        return None
    if evidence.floating and evidence.versions == EVERY:
        # A floating alias resolves to the newest runtime that the service offers.
        return catalog[0].line if catalog else None
    return evidence.versions


def _with_newest(versions: VersionSet, catalog: Sequence[Runtime]) -> VersionSet:
    """Return the part of the versions in the release lines whose newest release they admit."""
    spans = [
        span
        for runtime in catalog
        for span in (versions & runtime.line).spans[-1:]
        if not assumed.is_first_release(span[1])
    ]
    return VersionSet.of(*spans)


def _fit(versions: VersionSet, catalog: Sequence[Runtime]) -> list[Runtime]:
    """Return the runtimes with at least one admitted version in their release line, newest first."""
    return [runtime for runtime in catalog if versions & runtime.line]


def _who(evidence: Evidence | None) -> str:
    return "what is declared" if evidence is None else evidence.name


def _preferred(
    family: Family, candidates: Sequence[Runtime], declared: bool, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the ids of the candidates, starting with the one that the service would choose."""
    ids = [runtime.id for runtime in candidates]
    choice = values[f"{family}-choice"]
    if choice == "lowest":
        ids.reverse()
    wanted = values[f"{family}-default"] if not declared else f"{family}{choice}"
    if wanted in ids:
        ids.remove(wanted)
        ids.insert(0, wanted)
    return tuple(ids)


def _weigh(
    evidence: Evidence,
    catalog: Sequence[Runtime],
    values: Mapping[str, str],
    decides: Evidence | None,
    overruled: Mapping[int, str],
) -> EvaluatedEvidence:
    admitted = _admits(replace(evidence, strength="range") if evidence.strength == "hint" else evidence, catalog)
    accepts = () if admitted is None else tuple(runtime.id for runtime in _fit(admitted, catalog))
    role: Role
    if evidence.problem is not None:
        role, reason = "invalid", evidence.problem.message
    elif evidence.strength == "hint" or not _counts(evidence, values) or evidence.versions is None:
        role, reason = "hint", "it only explains"
    elif evidence is decides:
        role = "decides"
        reason = f"it leaves {_listed(accepts)}" if accepts else "it admits no runtime that is offered"
    elif id(evidence) in overruled:
        role, reason = "overruled", f"it admits nothing of what {overruled[id(evidence)]} left"
    else:
        role, reason = "agrees", "it admits the choice"
    return EvaluatedEvidence(evidence, accepts, role, reason)


def _listed(names: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
