"""The `overrides` of package.json, as npm applies them (docs.npmjs.com, package.json, overrides).

A rule is about one package, and its children are about the dependencies below that package. A package inherits the
rules of its dependents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from justpack.ecosystems.node.frozen_install.project import intersect

_DEPTH = 20


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

    def rules(self) -> dict[str, list[Overrides]]:
        """Return the rules that apply below this one, by package; those of the nearest rule first."""
        if self._rules is None:
            self._rules = {}
            each: Overrides | None = self
            while each is not None:
                for rule in (*each.children, *([each] if each.parent is not None else [])):
                    self._rules.setdefault(rule.name, []).append(rule)
                each = each.parent
        return self._rules

    _rules: dict[str, list[Overrides]] | None = None

    def for_edge(self, name: str, spec: str) -> Overrides | None:
        """Return the rule for a dependency, this set if no rule is about it, or None if it is not known."""
        for rule in self.rules().get(name, ()):
            if rule.key_range == "*":
                return rule
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
