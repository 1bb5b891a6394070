"""A `!` line of an ignore file has no effect.

A file below an excluded folder cannot be re-included: git does not read the folder, and justpack does the same. The
line suggests that the file is packed, but it is not.

Example: `build/`, followed by `!build/app.js`, in .gitignore.

Fix: before the line, re-include the folder and exclude its contents: `!/build/`, `/build/*`, then `!build/app.js`. Each
folder between needs two such lines. A folder that is excluded by default, such as node_modules, can be included in
justpack.toml: `include = ["node_modules/@local/**"]`. A file that is always excluded, such as .env, needs
force-include.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.errors import ManifestError
from justpack.facts.limits import IGNORE_BYTES
from justpack.facts.manifests import JUSTPACKIGNORE
from justpack.model import Decision, Finding, IgnoreRule, Location, RelatedLocation
from justpack.tree.ignore.ignore import Line, lines, literal
from justpack.tree.ignore.ignore_files import IGNORE_FILES
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.tree import Tree

LOOKED_AT = 2000
"""Largest number of paths below an excluded folder that are compared with the line."""

COMPARED = 300_000
"""Largest number of comparisons of a path with a line; further lines are counted in one finding."""

SHOWN = 5
"""Largest number of folders for which the help shows the lines to write."""

_MAGIC = frozenset("*?[\\")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each such line that matches an existing path, with the rule that overrides it."""
    tree = context.tree
    if not os.path.isdir(tree.root):
        return
    packed = [entry.path for entry in context.plan.entries]
    files = [path for path in packed if path.endswith(IGNORE_FILES) and path.rpartition("/")[2] in IGNORE_FILES]
    effective: set[IgnoreRule] | None = None
    comparison = _Comparison(tree)
    for path in files + [each.path for each in context.plan.excluded if each.path in IGNORE_FILES]:
        try:
            data = tree.peek(path, IGNORE_BYTES)
        except ManifestError:
            continue
        name = path.rpartition("/")[2]
        for line in lines(data or b"", origin=name, path=path):
            if not line.rule.keeps:
                continue
            for finding in _finding(comparison, path[: -len(name)], line):
                if effective is None:
                    effective = _effective(tree, packed)
                if line.rule not in effective:
                    yield finding
    if comparison.skipped:
        lines_are = "lines were" if comparison.skipped > 1 else "line was"
        yield RULE.finding(
            f"{comparison.skipped} more `!` {lines_are} not compared with the files in excluded folders: too many",
            None,
            "combine the lines to fewer patterns",
            severity="info",
        )


def _effective(tree: Tree, packed: list[str]) -> set[IgnoreRule]:
    """Return the rules that bring back a packed file or a folder above one."""
    folders = {path[:at] for path in packed for at, char in enumerate(path) if char == "/"}
    found = {tree.selection.decide(path, is_dir=False).rule for path in packed}
    found |= {tree.selection.decide(path, is_dir=True).rule for path in folders}
    return {rule for rule in found if rule is not None and rule.keeps}


def _finding(comparison: _Comparison, folder: str, line: Line) -> Iterator[Finding]:
    tree = comparison.tree
    found = comparison.beaten(folder, line)
    if found is None:
        return
    path, decision = found
    rule = decision.rule
    assert rule is not None
    forced = rule.origin == "floor"
    yield RULE.finding(
        f"{line.rule.pattern!r} has no effect: "
        + (f"{path} is always excluded" if forced else f"its folder {decision.parent} is excluded as a whole"),
        Location(line.rule.path or "", line.rule.line),
        "add it to force-include if it must be packed" if forced else _help(tree, folder, line.rule, path, decision),
        related=[RelatedLocation(Location(rule.path, rule.line), f"{rule.pattern!r} excludes it")] if rule.path else [],
    )


def _help(tree: Tree, folder: str, negation: IgnoreRule, path: str, decision: Decision) -> str:
    """Return the help that re-includes the path, and nothing else."""
    parent = decision.parent or ""
    whole = tree.selection.explain(parent, is_dir=True)
    origins = {rule.origin for rule in (whole.rule, *whole.beaten) if rule is not None and not rule.keeps}
    if not origins.isdisjoint({"default", "configuration", "--exclude"}):
        named = folder + negation.pattern.removeprefix("!").strip("/")
        glob = f"{named}/**" if named == path and os.path.isdir(tree.root / path) else named
        if "--exclude" in origins:
            return f"--exclude is stronger: include it after that with `--include '{glob}'`"
        by = "default" if "default" in origins else "the configuration"
        return f'it is also excluded by {by}: include it in justpack.toml, `include = ["{glob}"]`'
    opened = path[len(folder) :].split("/")[:-1]
    first = len(parent[len(folder) :].split("/"))
    depths = range(first, len(opened) + 1)
    written: list[str] = []
    for depth in depths[:SHOWN]:
        pattern = literal("/".join(opened[:depth]))
        written += [f"`!{pattern}/`", f"`{pattern}/*`"]
    if len(depths) > SHOWN:
        written.append(f"two such lines for each of {len(depths) - SHOWN} more folders")
    if decision.rule is not None and decision.rule.origin == JUSTPACKIGNORE != negation.origin:
        written.append(f"`{negation.pattern}`")
        return f"write {_listed(written)} in {JUSTPACKIGNORE}, which is stronger"
    return f"write {_listed(written)} before it"


def _listed(items: list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}"


class _Comparison:
    """The paths in excluded folders, each folder listed once, and the number of comparisons with a line."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.skipped = 0
        """The number of lines that were not compared with all paths."""
        self._left = COMPARED
        self._listed: dict[str, list[tuple[str, bool]]] = {}

    def beaten(self, folder: str, line: Line) -> tuple[str, Decision] | None:
        """Return an existing path that the line matches and that is left out with its folder, and the decision."""
        literal = _literal(line.rule)
        if not literal or ".." in literal.split("/"):
            return None
        above, _, _ = literal.rpartition("/")
        for path, is_dir in self._there(f"{folder}{literal}", f"{folder}{above}"):
            if not self._left:
                self.skipped += 1
                return None
            self._left -= 1
            key = path[len(folder) :]
            if not line.match(byte_text(key), byte_text(key.rpartition("/")[2]), is_dir=is_dir):
                continue
            decision = self.tree.selection.decide(path, is_dir=is_dir)
            if not decision.included and decision.rule is not None and _meant(line.rule, decision):
                return path, decision
        return None

    def _there(self, literal: str, top: str) -> Sequence[tuple[str, bool]]:
        """Return the path itself, or all paths below it if it ends with a slash: first those that no default excludes.

        Nothing is listed through a link, which can lead out of the project.
        """
        root = self.tree.root
        if not literal.endswith("/"):
            place = os.path.join(root, literal)
            if not _is_reached_by_link(root, top) and os.path.lexists(place):
                return [(literal, os.path.isdir(place) and not os.path.islink(place))]
            return []
        if top not in self._listed:
            found: list[tuple[str, bool]] = []
            if not _is_reached_by_link(root, top):
                for defaults in (False, True):
                    found += islice(_below(self.tree, top, defaults=defaults), LOOKED_AT)
            self._listed[top] = list(dict.fromkeys(found))
        return self._listed[top]


def _is_reached_by_link(root: Path, folder: str) -> bool:
    return os.path.realpath(os.path.join(root, folder)) != os.path.normpath(
        os.path.join(os.path.realpath(root), folder)
    )


def _meant(negation: IgnoreRule, decision: Decision) -> bool:
    """Whether the line was written to re-include the path. A .gitignore is not written for the defaults of justpack."""
    rule = decision.rule
    assert rule is not None
    if rule.origin == "floor":
        return negation.origin == ".justpackignore"
    if decision.parent is None:
        return False  # a later line decides, as in every ignore file
    return rule.path is not None or negation.origin == ".justpackignore"


def _literal(rule: IgnoreRule) -> str:
    """Return the pattern up to its first part with a wildcard, or "" if the pattern names no folder."""
    parts = rule.pattern.removeprefix("!").strip("/").split("/")
    rooted = len(parts) > 1 or rule.pattern.startswith("!/")
    plain: list[str] = []
    for part in parts:
        if _MAGIC.intersection(part):
            return "/".join([*plain, ""]) if rooted and plain else ""
        plain.append(part)
    return "/".join(plain) if rooted or rule.origin == ".justpackignore" else ""


def _below(tree: Tree, top: str, *, defaults: bool) -> Iterator[tuple[str, bool]]:
    """Yield the paths below a folder; `defaults`: whether to enter the folders that are excluded by default."""
    for here, folders, files in os.walk(tree.root / top):
        above = os.path.relpath(here, tree.root).replace(os.sep, "/") + "/"
        above = "" if above == "./" else above
        folders.sort()
        if not defaults:
            folders[:] = [name for name in folders if not tree.selection.is_default(above + name)]
        yield from ((above + name, not os.path.islink(os.path.join(here, name))) for name in folders)
        yield from ((above + name, False) for name in sorted(files))


RULE = Rule("FP007", "ineffective-negation", "warning", run=run)
