"""The `overrides` of package.json, as npm applies them (docs.npmjs.com, package.json, overrides).

A rule is about one package, and its children are about the dependencies below that package. A package inherits the
rules of its dependents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from justpack.ecosystems.node.frozen_install.project import intersect

_DEPTH = 20
_RANGES = 100
"""The most rules about one package whose ranges are compared with that of a dependency."""


@dataclass(eq=False)
class Overrides:
    """A set of override rules: the root's, or one rule with its children."""

    name: str = ""
    """The package that the rule is about; "" for the root's set."""
    key_range: str = "*"
    """The range of the key: the rule is about dependencies that ask for a part of it."""
    value: str = "*"
    """The range that the rule sets; `*` if it only has children."""
    parent: Overrides | None = None
    children: list[Overrides] = field(default_factory=list)
    depth: int = 0

    _by_name: dict[str, list[Overrides]] | None = field(default=None, repr=False)

    def rules(self, name: str) -> Iterator[Overrides]:
        """Yield the rules about a package that apply below this one, those of the nearest rule first."""
        each: Overrides | None = self
        while each is not None:
            if each._by_name is None:
                each._by_name = {}
                for rule in (*each.children, *([each] if each.parent is not None else [])):
                    each._by_name.setdefault(rule.name, []).append(rule)
            yield from each._by_name.get(name, ())
            each = each.parent

    def for_edge(self, name: str, spec: str) -> Overrides | None:
        """Return the rule for a dependency, this set if no rule is about it, or None if it is not known."""
        for number, rule in enumerate(self.rules(name)):
            if rule.key_range == "*":
                return rule
            if number == _RANGES:
                return None
            asked = spec.rpartition("@")[2] if spec.startswith("npm:") else spec
            meets = intersect(asked or "*", rule.key_range)
            if meets is None:
                return None
            if meets:
                return rule
        return self

    def is_below(self, other: Overrides) -> bool:
        """Return whether this rule is `other` or one of the rules below it."""
        each: Overrides | None = self
        while each is not None:
            if each is other:
                return True
            each = each.parent
        return False


def parse(overrides: Mapping[str, object], parent: Overrides | None = None) -> Overrides:
    """Return the set of rules of a table of overrides."""
    own = parent or Overrides()
    for key, value in overrides.items():
        if key == "." or own.depth >= _DEPTH:
            continue
        name, _, key_range = key[1:].partition("@")
        below = value if isinstance(value, dict) else {".": value}
        spec = below.get(".")
        wanted = spec if isinstance(spec, str) and spec else None
        if isinstance(spec, str) and not spec:
            wanted = "*"
        rule = Overrides(key[:1] + name, key_range or "*", wanted or key_range or "*", own, depth=own.depth + 1)
        own.children.append(rule)
        parse(below, rule)
    return own
