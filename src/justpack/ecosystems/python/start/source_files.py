"""Whether a project contains Python source files, at its root or in a folder directly below it."""

from __future__ import annotations

from collections.abc import Iterable

from justpack.facts.manifests import MANAGE_PY, names
from justpack.tree.tree import Tree

_SOURCES = (*names("entry point", "python"), MANAGE_PY)


def exist(tree: Tree, *, apart_from: Iterable[str] = ()) -> bool:
    """Return whether there is a .py file; hidden folders, those of tests and those in `apart_from` do not count."""
    if any(map(tree.has, _SOURCES)):
        return True
    listed = tree.names()
    if any(name.endswith(".py") for name in listed):
        return True
    skipped = tuple(apart_from)
    folders = [name for name in listed if name.endswith("/") and not name.startswith((".", "test", *skipped))]
    return any(name.endswith(".py") for folder in folders for name in tree.names(folder[:-1]))
