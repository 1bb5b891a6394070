"""The folders that contain a project, below a root without one."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.facts import manifests
from justpack.tree.tree import Tree

LOOKED_AT = 400
"""The most folders that are searched. The result is only help in a message, so a full search is not worth its time."""


def with_projects(tree: Tree) -> tuple[str, ...]:
    """Return the folders with a manifest, up to two levels down. Folders below a returned folder are not searched.

    If no folder has a manifest, return the folders with an entry point (`main.py`, `server.js` and so on).
    """
    found = tuple(_search(tree, (*manifests.projects(), *manifests.names("environment"))))
    return found or tuple(_search(tree, manifests.names("entry point")))


def _search(tree: Tree, wanted: tuple[str, ...]) -> Iterator[str]:
    looked = 0
    level = [""]
    for _ in range(2):
        below: list[str] = []
        for parent in level:
            for name in tree.names(parent):
                if not name.endswith("/") or name.startswith(".") or looked >= LOOKED_AT:
                    continue
                looked += 1
                folder = f"{parent}/{name[:-1]}".lstrip("/")
                if any(tree.has(f"{folder}/{manifest}") for manifest in wanted):
                    yield folder
                else:
                    below.append(folder)
        level = below
