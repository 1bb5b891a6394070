"""Finds out whether a file that something names is packed, left out, spelled in another case, or absent.

For a file that is left out, it also says what brings the file back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain
from typing import Literal

from justpack.checks.support.advice import ignore_line
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.facts.manifests import JUSTPACKIGNORE
from justpack.frozen import frozen
from justpack.model import Decision, Location, RelatedLocation
from justpack.tree.ignore.ignore import literal
from justpack.tree.names import folders_above
from justpack.tree.tree import Tree

FOLDS_CASE = sys.platform in ("darwin", "win32")
"""Whether the file system of this machine ignores case, so that a successful look-up does not prove the letter case."""


@frozen
class Presence:
    """Whether a file is packed, and under which path."""

    state: Literal["packed", "left out", "other case", "not checked out", "unusable", "absent"]
    """`not checked out` is a file that git tracks and a sparse checkout does not write: FP018 reports it. `unusable`
    is a link or another path that cannot be packed: FP001, FP010 or FP020 reports it.
    """
    path: str
    """The file that was found, or the first path that was looked for."""
    decision: Decision | None = None
    """The decision that leaves the file out, or None."""


def look(tree: Tree, paths: Iterable[str]) -> Presence:
    """Return the first of these paths that is packed, else one that is left out, in another case or not checked out."""
    asked = list(paths)
    spelled = {path: spelling(tree, path) for path in asked if FOLDS_CASE and tree.has(path)}
    for path in asked:
        if tree.has(path) and spelled.get(path, path) == path:
            return Presence("packed", path)
    for path in asked:
        if path in tree.excluded:
            return Presence("left out", path, tree.excluded[path])
    for path in asked:
        found = spelled.get(path) or spelling(tree, path)
        if found is not None and found != path:
            return Presence("other case", found)
    sparse = tree.derive(SparseCheckout.of)
    for path in asked:
        if sparse.has(path):
            return Presence("not checked out", path)
    for path in asked:
        if _is_unusable(tree, path):
            return Presence("unusable", path)
    return Presence("absent", asked[0])


def _is_unusable(tree: Tree, path: str) -> bool:
    """Whether the path or one above it exists, is no folder and cannot be packed, although no rule leaves it out."""
    first = next((each for each in chain(folders_above(path), (path,)) if not tree.has_folder(each)), None)
    if first is None or tree.is_zip or tree.path_kind(first) != "file" or tree.has(first):
        return False
    return tree.selection.decide(first, is_dir=False).included


def spelling(tree: Tree, path: str, *, folder: bool = False) -> str | None:
    """Return the packed file (or folder) whose path equals this one apart from case, as it is spelled, or None."""
    inside = ""
    *above, last = path.split("/")
    for part in above:
        found = _named(tree, inside, f"{part}/")
        if found is None:
            return None
        inside = f"{inside}/{found[:-1]}".lstrip("/")
    found = _named(tree, inside, f"{last}/" if folder else last)
    return None if found is None else f"{inside}/{found}".strip("/")


def rule_of(decision: Decision | None) -> list[RelatedLocation]:
    """Return the line of the ignore rule that leaves a path out; empty if the rule is not in a file."""
    rule = decision.rule if decision else None
    if rule is None or rule.path is None:
        return []
    return [RelatedLocation(Location(rule.path, rule.line), f"left out by {rule.pattern!r}")]


def re_inclusion(path: str, decision: Decision | None) -> str:
    """Return what to write so that the path is packed.

    A `.justpackignore` is stronger than a `.gitignore` and the built-in defaults. It is weaker than a pattern of the
    configuration or of a flag, than the always-excluded list, and than a `.justpackignore` in a folder below it.
    """
    rule = decision.rule if decision is not None else None
    target = f"{decision.parent}/" if decision is not None and decision.parent else path
    if rule is not None and rule.origin == "floor":
        return f"include it in justpack.toml: `force-include = [{toml_glob(target)}]`"
    if rule is not None and rule.origin == "configuration":
        return f"narrow `{rule.pattern}` in `exclude` of the configuration"
    if rule is not None and rule.origin == "--exclude":
        return f"pack it without `--exclude '{rule.pattern}'`"
    file = JUSTPACKIGNORE
    if rule is not None and rule.origin == JUSTPACKIGNORE and rule.path is not None and not rule.path.startswith("../"):
        file = rule.path
    folder = file.removesuffix(JUSTPACKIGNORE)
    return f"re-include it: `{ignore_line(target.removeprefix(folder))}` in {file}"


def toml_glob(path: str) -> str:
    """Return a TOML string with the glob that matches the path, or everything in a folder if it ends with a slash."""
    pattern = literal(path)[1:] + ("**" if path.endswith("/") else "")
    if "'" not in pattern:
        return f"'{pattern}'" if "\\" in pattern or '"' in pattern else f'"{pattern}"'
    return '"' + pattern.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _named(tree: Tree, folder: str, name: str) -> str | None:
    found = tree.spellings(folder, name)
    return name if name in found else next(iter(found), None)
