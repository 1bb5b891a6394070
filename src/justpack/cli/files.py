"""`justpack files`: what goes into the zip, and which rule says so?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from justpack import pipeline
from justpack.cli.common import Output, output_options, path_argument, pattern_options, patterns, project_for
from justpack.model import Decision, Plan, Rule
from justpack.report.sizes import human
from justpack.report.style import safe


@click.command("files")
@path_argument
@click.option("--ignored", is_flag=True, help="List what is left out, and the rule that says so.")
@click.option("--why", metavar="FILE", help="Say which rule decides about one path.")
@pattern_options
@output_options
def command(
    path: Path,
    ignored: bool,
    why: str | None,
    exclude: tuple[str, ...],
    include: tuple[str, ...],
    force_include: tuple[str, ...],
    output: Output,
) -> int:
    """List what goes into the zip of the project at PATH."""
    project = project_for(path, None, patterns(exclude, include, force_include))
    if why is not None:
        return _why(project, why, output)
    plan = pipeline.plan_of(project)
    ok = not plan.refused
    result = {
        "files": [{"path": entry.path, "size": entry.size, "via": entry.via} for entry in plan.entries],
        "left_out": [{"path": each.path, **_decision(each.decision)} for each in plan.left_out],
        "refused": [{"path": each.path, "code": each.code, "reason": each.reason} for each in plan.refused],
    }
    output.emit(ok, result, [], _lines(plan, ignored=ignored))
    return 0 if ok else 1


def _lines(plan: Plan, *, ignored: bool) -> Iterator[str]:
    if ignored:
        for each in plan.left_out:
            yield f"{safe(each.path)}  {_rule(each.decision.rule)}"
    else:
        for entry in plan.entries:
            yield f"{human(entry.size):>10}  {safe(entry.path)}" + (
                f"  (link to {safe(entry.via)})" if entry.via else ""
            )
    for refused in plan.refused:
        yield f"refused: {safe(refused.path)}: {safe(refused.reason)}"


def _why(project: pipeline.Project, path: str, output: Output) -> int:
    name = path.removeprefix("./").rstrip("/")
    is_dir = path.endswith("/") or os.path.isdir(project.root / name)
    decision = project.tree.selection.explain(name, is_dir=is_dir)
    verdict = "packed" if decision.kept else "left out"
    if not os.path.exists(project.root / name):
        verdict = f"would be {verdict} (it does not exist)"

    def lines() -> Iterator[str]:
        yield f"{safe(name)}: {verdict}"
        if decision.parent:
            yield f"  its folder {safe(decision.parent)} is left out, and nothing below it is looked at"
        yield f"  by {_rule(decision.rule)}" if decision.rule else "  no rule matches it"
        for rule in decision.beaten:
            yield f"  beats {_rule(rule)}"

    output.emit(True, {"path": name, "exists": os.path.exists(project.root / name), **_decision(decision)}, [], lines())
    return 0


def _rule(rule: Rule | None) -> str:
    if rule is None:
        return ""
    place = f"{rule.path}:{rule.line}" if rule.path else rule.origin
    return f"{safe(place)}: {safe(rule.pattern)}"


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "kept": decision.kept,
        "parent": decision.parent,
        "rule": _rule_dict(decision.rule) if decision.rule else None,
        "beaten": [_rule_dict(rule) for rule in decision.beaten],
    }


def _rule_dict(rule: Rule) -> dict[str, object]:
    return {"origin": rule.origin, "pattern": rule.pattern, "keeps": rule.keeps, "path": rule.path, "line": rule.line}
