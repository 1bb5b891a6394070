"""An include, exclude or force-include pattern matches no path of the project.

The pattern has no effect. An `include` has none either if all paths that it matches are always excluded, or are in a
folder that is excluded as a whole and that the pattern does not name. Patterns are relative to the project, as in a
.gitignore, so a path from the current folder matches nothing. The patterns of a justpack.toml in a folder above the
project are relative to that folder, and are not reported, because they can name paths of other projects.

Example: `exclude = ["private/**"]`, and the folder is `src/private`.

Fix: correct the pattern, or remove it. `justpack files` lists the paths.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.errors import ManifestError
from justpack.facts.manifests import JUSTPACK_TOML, PYPROJECT_TOML
from justpack.model import Finding, IgnoreRule, Location
from justpack.tree.documents import toml
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.ignore.ignore import literal
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.names import folders_above, shown

_FORCED = "--force-include"
"""The origin of the patterns of `force-include`, also of those of the configuration."""
_FOLDERS_OF_WINDOWS = re.compile(r"\\[\\\w]")
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
    if not os.path.isdir(tree.root):
        return
    globs = list(tree.selection.globs)
    if not globs:
        return
    plan = context.plan
    packed = [byte_text(entry.path) for entry in plan.entries] + _folders(entry.path for entry in plan.entries)
    other = [byte_text(each.path) for named in (plan.excluded, plan.refused) for each in named]
    comparison, places = _Comparison(), _Places(context)
    left: list[tuple[IgnoreRule, Callable[[str], bool]]] = []
    for rule, matches in globs:
        if comparison.first(matches, packed) is not None:
            continue
        path = comparison.first(matches, other)
        if path is None:
            left.append((rule, matches))
        elif path and rule.keeps and rule.origin != _FORCED and _is_always_excluded(context, path):
            name = _shown(path)
            yield RULE.finding(
                f"{_option(rule)}: the pattern {rule.pattern!r} has no effect: {name} is always excluded",
                places.of(rule),
                f"write it under force-include if {name} must be packed, or remove it",
            )
    inside = list(islice(_below(context), LOOKED_AT + 1)) if left else []
    for rule, matches in left if len(inside) <= LOOKED_AT else ():
        path = comparison.first(matches, inside)
        if path is None:
            message, help = "matches no path of the project", _help(rule.pattern)
        elif path and rule.keeps:
            folder = _excluded_folder(context, path)
            message = f"has no effect: the folder of {_shown(path)} is excluded as a whole"
            help = f"write the name of the folder into the pattern: `{_in_folder(folder, rule.pattern)}`"
        else:
            continue
        yield RULE.finding(f"{_option(rule)}: the pattern {rule.pattern!r} {message}", places.of(rule), help)
    if comparison.skipped:
        yield RULE.finding(
            f"{comparison.skipped} patterns were not compared with all paths: too many",
            None,
            "combine them to fewer patterns",
            severity="info",
        )


def _option(rule: IgnoreRule) -> str:
    """Return what gives the pattern: an option, or a list of the configuration."""
    if rule.origin.startswith("--"):
        return rule.origin
    return f"{'include' if rule.keeps else 'exclude'} of the configuration"


def _is_always_excluded(context: PackageContext, path: str) -> bool:
    excluded = (each.decision.rule for each in context.plan.excluded if byte_text(each.path) == path)
    return any(rule is not None and rule.origin == "floor" for rule in excluded)


def _excluded_folder(context: PackageContext, path: str) -> str:
    """Return the folder, with a slash at its end, that is excluded as a whole and contains the path."""
    return next(each.path for each in context.plan.excluded if path.startswith(byte_text(each.path)))


def _in_folder(folder: str, pattern: str) -> str:
    """Return the pattern for a folder that is excluded as a whole: one with the folder's name opens it."""
    last = pattern.rstrip("/").rpartition("/")[2] + ("/" if pattern.endswith("/") else "")
    return f"{literal(folder)[1:]}**/{last}" if last.strip("*/") else f"{literal(folder)[1:]}**"


def _shown(path: str) -> str:
    return shown(path.encode("latin-1").decode("utf-8", "surrogateescape"))


def _help(pattern: str) -> str:
    """Return the help, which names what other programs understand and these patterns do not."""
    if "{" in pattern and "}" in pattern:
        return "write a pattern for each name: braces have no meaning here"
    if _FOLDERS_OF_WINDOWS.search(pattern):
        return "write `/` between folders: a backslash takes the meaning from the letter after it"
    if pattern != pattern.strip():
        return "write it without the blank at its beginning or end"
    if "," in pattern:
        return "write a pattern for each name: a comma has no meaning here"
    return "correct it or remove it; patterns are relative to the project's folder"


class _Comparison:
    """Compares patterns with paths, up to a number of comparisons."""

    def __init__(self) -> None:
        self.skipped = 0
        """The number of patterns that were not compared with all paths."""
        self._left = COMPARED

    def first(self, matches: Callable[[str], bool], paths: list[str]) -> str | None:
        """Return the first path that the pattern matches, or None; "" if it was not compared with all of them."""
        for number, path in enumerate(islice(paths, self._left), 1):
            if matches(path):
                self._left -= number
                return path
        if len(paths) > self._left:
            self._left = 0
            self.skipped += 1
            return ""
        self._left -= len(paths)
        return None


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
    """Return the folders that contain a path, each with a slash at its end."""
    return [f"{byte_text(folder)}/" for folder in {above for path in paths for above in folders_above(path)}]


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
