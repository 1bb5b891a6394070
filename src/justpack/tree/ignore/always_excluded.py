"""The list of paths that are always excluded from a zip unless `--force-include` names them.

The list contains version control folders, settings with secrets, private keys, credential files, and the files that
justpack writes. Matching ignores letter case, because `.ENV` and `.env` are one file on many file systems.
"""

from __future__ import annotations

from functools import cache

from justpack.facts.ignore_defaults import ALWAYS_EXCLUDED
from justpack.model import Decision, IgnoreRule
from justpack.tree.ignore.ignore import IgnoreRules, line

ORIGIN = "floor"
"""The value of `IgnoreRule.origin` in the output of `justpack files`."""


class AlwaysExcluded:
    """The always-excluded paths of one run."""

    def __init__(self, outputs: frozenset[str]) -> None:
        """`outputs` are the paths (byte texts) of the files that this run writes."""
        self._outputs: dict[str, Decision] = {}
        self._names: set[str] = set()
        for path in outputs:
            self.add(path)
        self._rules = _rules()

    def add(self, path: str) -> None:
        """Add the path of another file that justpack wrote."""
        self._outputs[path] = Decision(False, IgnoreRule(ORIGIN, path, keeps=False))
        self._names.add(path.rpartition("/")[2])

    def last(self, path: str, name: str, *, is_dir: bool) -> Decision | None:
        """Return the decision that excludes the path (byte texts), or None if the path is not on the list."""
        if path in self._outputs:
            return self._outputs[path]
        found = self._rules.last(path.lower(), name.lower(), is_dir=is_dir)
        return None if found is None or found.included else found

    def is_output(self, name: str) -> bool:
        """Return whether a file that justpack wrote has this name (a byte text), in any folder."""
        return name in self._names

    def firsts(self, extension: str) -> set[str] | None:
        """Return the first bytes of the names with this extension that the list can contain, apart from outputs.

        None if that depends on the rest of the name.
        """
        found = self._rules.by_extension(extension.lower())
        if found is None or found[0] is not None:
            return None
        return {each for first in found[1] for each in (first, first.upper())}

    def every(self, path: str, name: str, *, is_dir: bool) -> list[IgnoreRule]:
        """Return every rule of the list that matches the path, strongest first."""
        found = self.last(path, name, is_dir=is_dir)
        if found is None or found.rule is None:
            return []
        own = self._outputs.get(path)
        return ([own.rule] if own and own.rule else []) + self._rules.every(path.lower(), name.lower(), is_dir=is_dir)

    def covers(self, path: str, *, is_dir: bool) -> Decision | None:
        """Return the decision that excludes the path or a folder above it, or None."""
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            folder = depth < len(parts) or is_dir
            found = self.last("/".join(parts[:depth]), parts[depth - 1], is_dir=folder)
            if found:
                return found
        return None


@cache
def _rules() -> IgnoreRules:
    found = (line(known.pattern, origin=ORIGIN) for known in ALWAYS_EXCLUDED)
    return IgnoreRules(parsed for parsed in found if parsed)
