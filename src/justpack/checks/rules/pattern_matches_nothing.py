"""An include, exclude or force-include pattern matches no path of the project.

The pattern has no effect. Patterns are relative to the project, as in a .gitignore, so a path from the current folder
matches nothing. The patterns of a justpack.toml in a folder above the project are relative to that folder, and are not
reported, because they can name paths of other projects.

Example: `exclude = ["private/**"]`, and the folder is `src/private`.

Fix: correct the pattern, or remove it. `justpack files` lists the paths.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding
from justpack.tree.ignore.wildcards import byte_text

LOOKED_AT = 50_000
"""Largest number of paths in excluded folders that are compared with a pattern. If there are more, the pattern may
match one of them, and it is not reported.
"""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each pattern."""
    tree = context.tree
    if not tree.root.is_dir():
        return
    globs = list(tree.selection.globs)
    if not globs:
        return
    plan = context.plan
    left = globs
    for named in (plan.entries, plan.excluded, plan.refused):
        left = [(rule, matches) for rule, matches in left if not any(matches(byte_text(each.path)) for each in named)]
    if left:
        folders = _folders(entry.path for entry in plan.entries)
        left = [(rule, matches) for rule, matches in left if not any(map(matches, folders))]
    if not left:
        return
    inside = list(islice(_below(context), LOOKED_AT + 1))
    if len(inside) > LOOKED_AT:
        return
    for rule, matches in left:
        if not any(map(matches, inside)):
            kind = "include" if rule.keeps else "exclude"
            option = rule.origin if rule.origin.startswith("--") else f"{kind} of the configuration"
            yield RULE.finding(
                f"{option}: the pattern {rule.pattern!r} matches no path of the project",
                None,
                "correct it or remove it; patterns are relative to the project's folder",
            )


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
