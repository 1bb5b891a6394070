"""Which paths never go into a zip unless they are forced in?

Version control folders, settings with secrets, private keys, credential files, and what justpack itself writes. Matched
without regard to case, because `.ENV` is `.env` on half of all file systems.
"""

from __future__ import annotations

from functools import cache

from justpack.facts.ignore_defaults import FLOOR
from justpack.model import Decision, Rule
from justpack.tree.ignore.ignore import Rules, line

ORIGIN = "floor"


class Floor:
    """The floor of one run."""

    def __init__(self, outputs: frozenset[str]) -> None:
        """`outputs`: the paths (byte texts) that this run writes."""
        self._outputs: dict[str, Decision] = {}
        for path in outputs:
            self.add(path)
        self._rules = _rules()

    def add(self, path: str) -> None:
        """One more of ours, met on the way."""
        self._outputs[path] = Decision(False, Rule(ORIGIN, path, keeps=False))

    def last(self, path: str, name: str, *, is_dir: bool) -> Decision | None:
        """Why the path (byte texts) must stay out, or None where the floor says nothing."""
        if path in self._outputs:
            return self._outputs[path]
        found = self._rules.last(path.lower(), name.lower(), is_dir=is_dir)
        return None if found is None or found.included else found

    def every(self, path: str, name: str, *, is_dir: bool) -> list[Rule]:
        """Every line of the floor that matches, strongest first."""
        found = self.last(path, name, is_dir=is_dir)
        if found is None or found.rule is None:
            return []
        own = self._outputs.get(path)
        return ([own.rule] if own and own.rule else []) + self._rules.every(path.lower(), name.lower(), is_dir=is_dir)

    def holds(self, path: str, *, is_dir: bool) -> Decision | None:
        """As `last`, for the path and every folder above it."""
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            folder = depth < len(parts) or is_dir
            found = self.last("/".join(parts[:depth]), parts[depth - 1], is_dir=folder)
            if found:
                return found
        return None


@cache
def _rules() -> Rules:
    found = (line(known.pattern, origin=ORIGIN) for known in FLOOR)
    return Rules(parsed for parsed in found if parsed)
