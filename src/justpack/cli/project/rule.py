"""`justpack rule [CODE]`: show the page of a rule, or list all rules."""

from __future__ import annotations

from collections.abc import Iterator

import click

from justpack.checks.registry import ALL, load, page
from justpack.checks.rule import AnyRule
from justpack.checks.rule_selection import unknown_rule
from justpack.cli.commands import Command
from justpack.cli.completions import rule_words
from justpack.cli.options import output_options
from justpack.cli.render import Output


@click.command("rule", cls=Command)
@click.argument("code", required=False, shell_complete=rule_words)
@output_options
def command(code: str | None, output: Output) -> int:
    """Explain the rule CODE, or list all rules."""
    pages = sorted(((load(name), page(name)) for name in ALL), key=lambda each: each[0].code)
    if code is None:
        result = {"rules": [_dict(rule, text) for rule, text in pages]}
        output.emit(True, result, [], (_line(rule, text) for rule, text in pages))
        return 0
    wanted = code.upper()
    found = next((each for each in pages if wanted in (each[0].code, each[0].name.upper())), None)
    if found is None:
        raise unknown_rule(code)
    output.emit(True, _dict(*found), [], _page(*found))
    return 0


def _dict(rule: AnyRule, text: str) -> dict[str, object]:
    return {"code": rule.code, "name": rule.name, "severity": rule.severity, "page": text}


def _line(rule: AnyRule, text: str) -> str:
    title = text.partition("\n")[0]
    return f"{rule.code}  {rule.severity:<7}  {rule.name:<28}  {title}"


def _page(rule: AnyRule, text: str) -> Iterator[str]:
    yield f"{rule.code} {rule.name} ({rule.severity})"
    yield ""
    yield text
