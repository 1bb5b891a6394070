"""The folders of a tree that the globs of a workspace name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from justpack.tree.tree import Tree

MEMBERS_LIMIT = 500
"""The most members of a workspace."""
LOOKED_AT = 20_000
"""The most folders that are listed for one workspace."""
DEPTH_LIMIT = 4
"""The most levels of folders that `**` matches."""


def expand(tree: Tree, patterns: Iterable[str], manifest: str | None = None) -> list[str]:
    """Return the folders that match the globs of a workspace, in order; a later `!pattern` removes folders.

    Only folders that contain a file named `manifest`, packed or not, are counted. At most `MEMBERS_LIMIT` folders are
    returned, and `LOOKED_AT` folders are listed.
    """
    found: dict[str, None] = {}
    walk = _Walk(tree)
    for pattern in patterns:
        parts = _parts(pattern)
        if ".." in parts or not parts[0]:
            continue
        for folder in walk.matching(tuple(parts)):
            if pattern.startswith("!"):
                found.pop(folder, None)
            elif len(found) < MEMBERS_LIMIT and (manifest is None or _contains(tree, f"{folder}/{manifest}")):
                found[folder] = None
    return list(found)


def _contains(tree: Tree, path: str) -> bool:
    """Whether a file exists, packed or not."""
    return tree.has(path) or path in tree.excluded


def _parts(pattern: str) -> list[str]:
    """Return the parts of a glob; of several `**` in a row one is enough."""
    parts = pattern.removeprefix("!").removeprefix("./").rstrip("/").split("/")
    return [part for part, before in zip(parts, ["", *parts], strict=False) if not part == before == "**"]


class _Walk:
    """The folders of a tree that were listed so far.

    Each real folder is entered once for each rest of a glob: links that lead to each other give no further members.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._folders: dict[str, tuple[str, ...]] = {}
        self._real: dict[str, str] = {}

    def matching(self, parts: tuple[str, ...]) -> Iterator[str]:
        """Yield each folder that matches the parts of a glob."""
        seen: set[tuple[str, tuple[str, ...], int]] = set()
        ahead: list[tuple[str, tuple[str, ...], int]] = [("", parts, DEPTH_LIMIT)]
        while ahead:
            folder, rest, depth = ahead.pop()
            if not rest:
                if folder:
                    yield folder
                continue
            key = (self._place(folder), rest, depth)
            if key in seen:
                continue
            seen.add(key)
            ahead += reversed(list(self._steps(folder, rest, depth)))

    def _steps(self, folder: str, parts: tuple[str, ...], depth: int) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """Yield the folders to search next, each with the part of the glob that is still to be matched."""
        first, rest = parts[0], parts[1:]
        prefix = f"{folder}/" if folder else ""
        if first == "**":
            yield folder, rest, depth
        elif not any(character in first for character in "*?["):
            if self._tree.has_folder(prefix + first):
                yield prefix + first, rest, depth
            return
        if first == "**" and not depth:
            return
        for name in self._inside(folder):
            if first == "**":
                yield prefix + name, parts, depth - 1
            elif fnmatchcase(name, first):
                yield prefix + name, rest, depth

    def _inside(self, folder: str) -> tuple[str, ...]:
        """Return the names of the folders in a folder; none after `LOOKED_AT` folders."""
        if folder not in self._folders:
            if len(self._folders) >= LOOKED_AT:
                return ()
            names = self._tree.names(folder)
            self._folders[folder] = tuple(name[:-1] for name in names if name[-1:] == "/" and name != "node_modules/")
        return self._folders[folder]

    def _place(self, folder: str) -> str:
        """Return the path of a folder without links."""
        if folder not in self._real:
            self._real[folder] = self._tree.real_path(folder)
        return self._real[folder]
