"""`justpack rule [CODE]`: what is a rule about, why does it hurt, what to do?"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from justpack.checks.registry import ALL, CheckModule, load
from justpack.cli.options import output_options
from justpack.cli.render import Output
from justpack.errors import UsageError


@click.command("rule")
@click.argument("code", required=False)
@output_options
def command(code: str | None, output: Output) -> int:
    """Explain the rule CODE, or list all rules."""
    modules = sorted(map(load, ALL), key=lambda module: module.CHECK.code)
    if code is None:
        result = {"rules": [_dict(module) for module in modules]}
        output.emit(True, result, [], (_line(module) for module in modules))
        return 0
    wanted = code.upper()
    found = next((module for module in modules if wanted in (module.CHECK.code, module.CHECK.name.upper())), None)
    if found is None:
        raise UsageError(f"there is no rule {code!r}", help="`justpack rule` lists them")
    output.emit(True, _dict(found), [], _page(found))
    return 0


def _dict(module: CheckModule) -> dict[str, object]:
    check = module.CHECK
    return {
        "code": check.code,
        "name": check.name,
        "severity": check.severity,
        "page": inspect.cleandoc(module.__doc__ or ""),
    }


def _line(module: CheckModule) -> str:
    check = module.CHECK
    title = inspect.cleandoc(module.__doc__ or "").partition("\n")[0]
    return f"{check.code}  {check.severity:<7}  {check.name:<28}  {title}"


def _page(module: CheckModule) -> Iterator[str]:
    check = module.CHECK
    yield f"{check.code} {check.name} ({check.severity})"
    yield ""
    yield inspect.cleandoc(module.__doc__ or "")
