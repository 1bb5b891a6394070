"""The folders of a tree that the globs of a workspace name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from justpack.tree.tree import Tree

MEMBERS_LIMIT = 500
"""The most members of a workspace."""
DEPTH_LIMIT = 4
"""The most levels of folders that `**` matches."""


def expand(tree: Tree, patterns: Iterable[str]) -> list[str]:
    """Return the folders that match the globs of a workspace, in order; a later `!pattern` removes folders."""
    found: dict[str, None] = {}
    for pattern in patterns:
        parts = pattern.removeprefix("!").removeprefix("./").rstrip("/").split("/")
        if ".." in parts or not parts[0]:
            continue
        for folder in _matching(tree, "", parts, DEPTH_LIMIT):
            if pattern.startswith("!"):
                found.pop(folder, None)
            elif len(found) < MEMBERS_LIMIT:
                found[folder] = None
    return list(found)


def _matching(tree: Tree, folder: str, parts: list[str], depth: int) -> Iterator[str]:
    if not parts:
        if folder:
            yield folder
        return
    first, rest = parts[0], parts[1:]
    prefix = f"{folder}/" if folder else ""
    if first == "**":
        yield from _matching(tree, folder, rest, depth)
    elif not any(character in first for character in "*?["):
        if tree.has_folder(prefix + first):
            yield from _matching(tree, prefix + first, rest, depth)
        return
    if first == "**" and not depth:
        return
    for name in tree.names(folder):
        if not name.endswith("/") or name == "node_modules/":
            continue
        if first == "**":
            yield from _matching(tree, prefix + name[:-1], parts, depth - 1)
        elif fnmatchcase(name[:-1], first):
            yield from _matching(tree, prefix + name[:-1], rest, depth)
