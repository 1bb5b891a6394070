"""The folders that contain a project, below or above a root without one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from justpack.facts import manifests
from justpack.model import Family
from justpack.tree.git import repository
from justpack.tree.tree import Tree

LOOKED_AT = 400
"""The most folders that are searched. The result is only help in a message, so a full search is not worth its time."""
HIGHEST = 6
"""The most folders above a root outside a git repository that are searched."""


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


def manifest_above(tree: Tree, families: frozenset[Family]) -> str | None:
    """Return the path of a manifest in the nearest folder above that has one, for example `../package.json`.

    It is one of the families, or of any family if there are none. The folders up to the root of the git repository are
    searched. Without a repository, the search ends at the home folder and at a folder in which everybody may write.
    """
    if tree.is_zip:
        return None
    base = Path(os.path.realpath(tree.root))
    found = repository.find(base)
    parents = base.parents[: len(found.parts) if found is not None else HIGHEST]
    wanted = [
        file.name
        for file in manifests.of("manifest")
        if file.name != manifests.SETUP_CFG and (not families or file.family in families)
    ]
    for steps, folder in enumerate(parents, 1):
        if found is None and _is_shared(folder):
            return None
        for name in wanted:
            if os.path.isfile(folder / name):
                return "../" * steps + name
    return None


def _is_shared(folder: Path) -> bool:
    """Whether a folder holds more than one project: a home folder, the root, or one in which everybody may write."""
    if folder == folder.parent or str(folder) == os.path.realpath(os.path.expanduser("~")):
        return True
    try:
        return bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return True
