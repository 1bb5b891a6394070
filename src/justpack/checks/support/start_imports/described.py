"""The findings about modules that the start imports and the upload lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from justpack.checks.rule import AnyRule
from justpack.checks.support.presence import Presence, re_inclusion, rule_of
from justpack.checks.support.start_imports.following import MissingModule
from justpack.model import Finding, Location, RelatedLocation


def findings(rule: AnyRule, missing: Iterable[MissingModule]) -> Iterator[Finding]:
    """Yield one finding for each cause: the rule that leaves modules out, or what the imports have in common."""
    causes: dict[tuple[object, ...], list[MissingModule]] = {}
    for each in missing:
        if each.state in ("not checked out", "unusable"):
            continue  # another rule reports the file
        decided = each.found.decision.rule if each.found.decision else None
        causes.setdefault((each.state, decided, each.is_certain), []).append(each)
    for alike in causes.values():
        first = alike[0]
        why, help = _why(first)
        others = [RelatedLocation(Location(each.importer, each.line), _imported(each)) for each in alike[1:]]
        yield rule.finding(
            f"{_imported(first)}{why}",
            Location(first.importer, first.line),
            help,
            severity=None if first.is_certain else "warning",
            related=[*rule_of(first.found.decision), *others],
        )


def left_out(found: Presence) -> tuple[str, str]:
    """Return which rule leaves a file out, and the help."""
    rule = found.decision.rule if found.decision else None
    why = f", but {found.path} is left out of the upload" + (f" by {rule.pattern!r}" if rule else "")
    return why, re_inclusion(found.path, found.decision)


def _imported(each: MissingModule) -> str:
    return f"{each.importer} imports {each.specifier!r}"


def _why(missing: MissingModule) -> tuple[str, str]:
    """Return why a module is not found, and the help."""
    found = missing.found
    if missing.state == "no ending":
        return (
            f", but the file is {found.path}, and Node.js adds no ending to an `import`",
            f"write the whole name: {missing.specifier.rstrip('/')}{missing.ending}",
        )
    if missing.state == "no name":
        return f" from {found.path}, which does not define it", "correct the name, or define it there"
    if missing.state == "no package":
        return (
            ", but the file is started without a package, to which a relative import refers",
            f"start it as a module of its package, or import {missing.specifier.lstrip('.') or 'the module'!r}",
        )
    if missing.state == "not a package":
        return f", but {found.path} is a module and not a package", "correct the name of the module"
    if missing.state == "other case":
        return f", but the file is {found.path}", "use the same letter case in both"
    if missing.state == "outside":
        return ", which is outside of the project", "deploy the folder that contains both, or copy the module"
    if missing.state == "left out":
        return left_out(found)
    return ", which does not exist", "name a file that exists, or add it"
