"""Show whether paths are packed, and which rules decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.model import PathExplanation
from justpack.report.decision import refused_dict, rule_line
from justpack.report.style import safe


def to_dict(explanations: Sequence[PathExplanation]) -> dict[str, object]:
    """As the JSON schema has it; several paths are a list."""
    if len(explanations) == 1:
        return _one(explanations[0])
    return {"paths": [_one(each) for each in explanations]}


def lines(explanations: Sequence[PathExplanation]) -> Iterator[str]:
    """For each path the verdict, then the deciding rule and the rules that it overrides."""
    for each in explanations:
        yield from _lines(each)


def _one(explanation: PathExplanation) -> dict[str, object]:
    """Return one path as the JSON schema has it."""
    refused = explanation.refused
    return {
        "path": explanation.path,
        "exists": explanation.exists,
        **explanation.decision.to_dict(),
        "refused": None if refused is None else refused_dict(refused),
        "via": explanation.via,
        "files": explanation.files,
    }


def _lines(explanation: PathExplanation) -> Iterator[str]:
    """The verdict, then the deciding rule and the rules that it overrides."""
    decision = explanation.decision
    yield f"{safe(explanation.path)}: {_verdict(explanation)}"
    if decision.parent and decision.included:
        yield f"  its folder {safe(decision.parent)} is packed"
    elif decision.parent:
        yield f"  its folder {safe(decision.parent)} is left out, and nothing below it is looked at"
    if explanation.in_zip:
        return
    yield f"  by {rule_line(decision.rule)}" if decision.rule else "  no rule matches it"
    for rule in decision.beaten:
        yield f"  beats {rule_line(rule)}"


def _verdict(explanation: PathExplanation) -> str:
    verdict = "packed" if explanation.decision.included else "left out"
    if not explanation.exists and explanation.in_zip:
        return "not in the zip"
    if not explanation.exists:
        return f"would be {verdict} (it does not exist)"
    if explanation.decision.included and explanation.refused is not None:
        return f"cannot be packed: {safe(explanation.refused.reason)}"
    if explanation.files is not None:
        files = f"{explanation.files} file{'s' if explanation.files != 1 else ''}"
        return f"{verdict}, {files} of it" if explanation.decision.included or explanation.files else verdict
    return verdict + (f" (link to {safe(explanation.via)})" if explanation.via else "")
