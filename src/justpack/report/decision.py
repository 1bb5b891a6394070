"""Output of the ignore pattern that decides about a path, as text and as JSON."""

from __future__ import annotations

from justpack.model import IgnoreRule, Refused
from justpack.report.style import safe

_ORIGINS = {"floor": "the always-excluded list"}
"""The words for an origin in the text format."""


def rule_line(rule: IgnoreRule | None) -> str:
    """Return the pattern with its file and line, or with its origin if it is not in a file."""
    if rule is None:
        return ""
    place = f"{rule.path}:{rule.line}" if rule.path else _ORIGINS.get(rule.origin, rule.origin)
    return f"{safe(place)}: {safe(rule.pattern)}"


def refused_dict(refused: Refused) -> dict[str, object]:
    """Return a path that cannot be packed as the JSON schema has it, with the code of the rule that reports it."""
    from justpack.checks.refusals import rule_of

    return {"path": refused.path, "code": rule_of(refused.kind).code, "reason": refused.reason}
