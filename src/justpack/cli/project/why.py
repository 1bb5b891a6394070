"""`justpack files --why PATH`: is this path packed, which rule says so, and which rules did it beat?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from justpack.cli.common import Output
from justpack.model import Decision, Plan, Refused
from justpack.pipeline import Project
from justpack.report.decision import decision_dict, refused_dict, rule_line
from justpack.report.style import safe


@dataclass(frozen=True, slots=True)
class _Answer:
    """What there is to say about one path."""

    path: str
    exists: bool
    decision: Decision
    refused: Refused | None
    via: str | None
    """What a link on the way leads to."""
    zipped: bool
    """Whether it was looked for in a zip."""
    files: int | None
    """Packed files below, if it is a folder."""


def tell(project: Project, path: str, output: Output) -> int:
    """The answer for one path, which need not exist. Raises UsageError where it lies outside of the project."""
    answer = _answer(project, path)
    refused = answer.refused
    result = {
        "path": answer.path,
        "exists": answer.exists,
        **decision_dict(answer.decision),
        "refused": None if refused is None else refused_dict(refused),
        "via": answer.via,
        "files": answer.files,
    }
    output.emit(True, result, [], _lines(answer))
    return 0


def _answer(project: Project, path: str) -> _Answer:
    name = _inside(project, path)
    on_disk = os.path.join(project.root, name)
    folder = os.path.isdir(on_disk) and not os.path.islink(on_disk)
    plan = project.tree.plan()
    entry = next((each for each in plan.entries if each.path == name), None)
    below = sum(each.path.startswith(f"{name}/") or not name for each in plan.entries)
    decision = project.tree.selection.explain(name, is_dir=folder or bool(below) or path.endswith("/"))
    return _Answer(
        name or ".",
        os.path.lexists(on_disk) or entry is not None or below > 0,
        _as_planned(plan, name, decision),
        next((each for each in plan.refused if f"{name}/".startswith(f"{each.path}/")), None),
        entry.via if entry else None,
        project.root.is_file(),
        below if folder or below else None,
    )


def _inside(project: Project, path: str) -> str:
    """The path from the project's folder on; an absolute one may point into it."""
    if os.path.isabs(path):
        base = os.path.abspath(project.root)
        if os.path.commonpath([base, path]) == base:
            path = os.path.relpath(path, base)
    return "/".join(part for part in path.split("/") if part not in ("", ".")) if not os.path.isabs(path) else path


def _as_planned(plan: Plan, name: str, decision: Decision) -> Decision:
    """What the rules say of the name, unless the plan knows better: a link is left out for what it leads to."""
    if decision.included:
        for each in plan.excluded:
            if each.path == name or (each.path.endswith("/") and name.startswith(each.path)):
                return each.decision
    return decision


def _lines(answer: _Answer) -> Iterator[str]:
    decision = answer.decision
    yield f"{safe(answer.path)}: {_verdict(answer)}"
    if decision.parent:
        yield f"  its folder {safe(decision.parent)} is left out, and nothing below it is looked at"
    if answer.zipped:
        return
    yield f"  by {rule_line(decision.rule)}" if decision.rule else "  no rule matches it"
    for rule in decision.beaten:
        yield f"  beats {rule_line(rule)}"


def _verdict(answer: _Answer) -> str:
    verdict = "packed" if answer.decision.included else "left out"
    if not answer.exists and answer.zipped:
        return "not in the zip"
    if not answer.exists:
        return f"would be {verdict} (it does not exist)"
    if answer.decision.included and answer.refused is not None:
        return f"cannot be packed: {safe(answer.refused.reason)}"
    if answer.files is not None:
        files = f"{answer.files} file{'s' if answer.files != 1 else ''}"
        return f"{verdict}, {files} of it" if answer.decision.included or answer.files else verdict
    return verdict + (f" (link to {safe(answer.via)})" if answer.via else "")
