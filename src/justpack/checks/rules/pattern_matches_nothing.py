"""An include, exclude or force-include pattern matches no path of the project.

The pattern has no effect. Patterns are relative to the project, as in a .gitignore, so a path from the current folder
matches nothing. The patterns of a justpack.toml in a folder above the project are relative to that folder, and are not
reported, because they can name paths of other projects.

Example: `exclude = ["private/**"]`, and the folder is `src/private`.

Fix: correct the pattern, or remove it. `justpack files` lists the paths.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.errors import ManifestError
from justpack.facts.manifests import JUSTPACK_TOML, PYPROJECT_TOML
from justpack.model import Finding, IgnoreRule, Location
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.ignore.wildcards import byte_text

LOOKED_AT = 50_000
"""Largest number of paths in excluded folders that are compared with a pattern. If there are more, the pattern may
match one of them, and it is not reported.
"""
_CONFIGURATIONS: Sequence[tuple[str, tuple[str, ...]]] = ((JUSTPACK_TOML, ()), (PYPROJECT_TOML, ("tool", "justpack")))
"""The files that contain patterns, each with the table that contains them."""
COMPARED = 2_000_000
"""Largest number of comparisons of a path with a pattern; the patterns after them are counted in one finding."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each pattern."""
    tree = context.tree
    if not tree.root.is_dir():
        return
    globs = list(tree.selection.globs)
    if not globs:
        return
    plan = context.plan
    known = [byte_text(each.path) for named in (plan.entries, plan.excluded, plan.refused) for each in named]
    known += _folders(entry.path for entry in plan.entries)
    comparison = _Comparison()
    left = [(rule, matches) for rule, matches in globs if not comparison.finds(matches, known)]
    if left:
        inside = list(islice(_below(context), LOOKED_AT + 1))
        if len(inside) > LOOKED_AT:
            return
        left = [(rule, matches) for rule, matches in left if not comparison.finds(matches, inside)]
    places = _Places(context)
    for rule, _ in left:
        kind = "include" if rule.keeps else "exclude"
        option = rule.origin if rule.origin.startswith("--") else f"{kind} of the configuration"
        yield RULE.finding(
            f"{option}: the pattern {rule.pattern!r} matches no path of the project",
            places.of(rule),
            "correct it or remove it; patterns are relative to the project's folder",
        )
    if comparison.skipped:
        yield RULE.finding(
            f"{comparison.skipped} patterns were not compared with all paths: too many",
            None,
            "combine them to fewer patterns",
            severity="info",
        )


class _Comparison:
    """Compares patterns with paths, up to a number of comparisons."""

    def __init__(self) -> None:
        self.skipped = 0
        """The number of patterns that were not compared with all paths."""
        self._left = COMPARED

    def finds(self, matches: Callable[[str], bool], paths: list[str]) -> bool:
        """Return whether the pattern matches a path, or may match one because it was not compared with all of them."""
        for number, path in enumerate(islice(paths, self._left), 1):
            if matches(path):
                self._left -= number
                return True
        if len(paths) > self._left:
            self._left = 0
            self.skipped += 1
            return True
        self._left -= len(paths)
        return False


class _Places:
    """Finds patterns in the project's configuration, whose lists are read once."""

    def __init__(self, context: PackageContext) -> None:
        self._context = context
        self._lists: dict[str, list[tuple[TomlDocument, tuple[str, ...], dict[str, int]]]] = {}
        """For each key, the lists of that key: each with the first position of each pattern."""

    def of(self, rule: IgnoreRule) -> Location | None:
        """Return the location of the pattern, or None if an option gives it."""
        if rule.origin in ("--include", "--exclude"):
            return None
        key = "force-include" if rule.origin == "--force-include" else "include" if rule.keeps else "exclude"
        if key not in self._lists:
            self._lists[key] = list(self._read(key))
        for document, keys, positions in self._lists[key]:
            if rule.pattern in positions:
                return document.place(*keys, positions[rule.pattern])
        return None

    def _read(self, key: str) -> Iterator[tuple[TomlDocument, tuple[str, ...], dict[str, int]]]:
        for path, table in _CONFIGURATIONS:
            try:
                document = self._context.tree.load(path, toml.parse)
            except ManifestError:
                continue  # another rule reports its syntax
            patterns = None if document is None else document.get(*table, key)
            if document is not None and isinstance(patterns, list):
                positions: dict[str, int] = {}
                for number, pattern in enumerate(patterns):
                    if isinstance(pattern, str):
                        positions.setdefault(pattern, number)
                yield document, (*table, key), positions


def _folders(paths: Iterable[str]) -> list[str]:
    folders: set[str] = set()
    for path in paths:
        folder = path[: path.rfind("/") + 1]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder[: folder.rfind("/", 0, -1) + 1]
    return [byte_text(folder) for folder in folders]


def _below(context: PackageContext) -> Iterator[str]:
    """Yield the paths below the folders that are excluded as a whole; links are not followed."""
    root = context.tree.root
    for each in context.plan.excluded:
        if not each.path.endswith("/"):
            continue
        for folder, folders, files in os.walk(root / each.path):
            above = os.path.relpath(folder, root).replace(os.sep, "/")
            yield from (byte_text(f"{above}/{name}/") for name in folders)
            yield from (byte_text(f"{above}/{name}") for name in files)


RULE = Rule("FP019", "pattern-matches-nothing", "warning", run=run)
