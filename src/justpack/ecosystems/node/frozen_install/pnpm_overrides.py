"""pnpm's `overrides` (pnpm.io/settings, overrides): selectors of dependencies, and the range each one is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from justpack.ecosystems.node.frozen_install.project import intersect, satisfies

_DELIMITER = re.compile(r"(?<=[^ |@])>")
REMOVED = "-"
"""The value of an override that takes the dependency out."""


@dataclass(frozen=True, slots=True)
class Override:
    """One override: `parent@1>name@^2` and its value."""

    name: str
    range: str | None
    parent: str | None
    parent_range: str | None
    value: str


def parse(overrides: Mapping[str, str]) -> list[Override]:
    """Return the overrides; those that are about one range, or below one package, come first."""
    found = []
    for selector, value in overrides.items():
        parent, last = _parts(selector)
        name, range = _split(last)
        parent_name, parent_range = (None, None) if parent is None else _split(parent)
        found.append(Override(name, range, parent_name, parent_range, value))
    return sorted(found, key=lambda each: (each.parent is None, each.range is None))


def target(selector: str) -> str:
    """Return the name of the package that a selector overrides: `a` of `parent>a@>=1`."""
    return _split(_parts(selector)[1])[0]


def _parts(selector: str) -> tuple[str | None, str]:
    """Return the parent and the package of a selector, as pnpm splits it: at the first `>` that is not part of a range
    such as `a@>2`.
    """
    delimiter = _DELIMITER.search(selector)
    return (None, selector) if delimiter is None else (selector[: delimiter.start()], selector[delimiter.end() :])


def _split(selector: str) -> tuple[str, str | None]:
    name, found, range = selector[1:].partition("@")
    return (selector[:1] + name).strip(), range if found else None


def applied(
    overrides: Iterable[Override], name: str, version: str, dependencies: Mapping[str, str]
) -> tuple[dict[str, str], set[str]]:
    """Return the dependencies of a manifest with the overrides applied, and the names for which that is uncertain."""
    found, unsure = dict(dependencies), set()
    for each in reversed(list(overrides)):
        spec = dependencies.get(each.name)
        if spec is None or (each.parent is not None and each.parent != name):
            continue
        if each.parent_range is not None and satisfies(version, each.parent_range) is not True:
            continue
        if each.range is not None and each.range != spec:
            meets = intersect(spec, each.range)
            if meets is None:
                unsure.add(each.name)
            if not meets:
                continue
        if each.value == REMOVED:
            found.pop(each.name, None)
        elif each.value.startswith(("link:", "file:")):
            unsure.add(each.name)
        else:
            found[each.name] = each.value
    return found, unsure
